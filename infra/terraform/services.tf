# One Cloud Run service per folder in services/. The key is the folder's name.
locals {
  services = {
    revenue = {
      prefix = "/api/revenue"
      # Reads the tables only: the door writes. In the store it keeps changes of targets until the door has written them.
      dataset_role = "roles/bigquery.dataViewer"
      store_role   = "roles/storage.objectUser"
      # Panels wait for BigQuery, not for the processor; one core keeps JSON of a year of days under 10 ms.
      cpu    = "1"
      memory = "512Mi" # 66 MB at start and about 1 MB per request in flight; the rest is the cache in memory
      # Viewers of the live figures: Cloud Run counts their sockets as requests, of which an instance takes at most 1,000.
      sockets = 900
      # The sockets, and four less than the 64 threads that the server has beside them, so that a probe finds one free
      # when all callers wait.
      concurrency = 960
      # Cloud Run's most, because it ends sockets too; who looks for longer connects again. A panel is bounded at 20 s by
      # the warehouse.
      timeout = "3600s"
    }
    ingestion = {
      prefix       = "/api/ingest"
      dataset_role = "roles/bigquery.dataEditor"
      store_role   = "roles/storage.objectUser"
      # Reading, checking and hashing rows is arithmetic: a second core halves a load.
      cpu     = "2"
      memory  = "2Gi" # an upload (at most 32 MiB over HTTP/1 here) is staged in memory: /tmp of Cloud Run is memory
      sockets = 0
      # A load takes a whole core for seconds; more callers go to another instance, where the lease makes them wait.
      concurrency = 8
      # Cloud Run's most: a long load is not cut in the middle. It is one atomic change, so a cut one leaves nothing behind.
      timeout = "3600s"
    }
    inventory-alerts = {
      prefix = "/api/inventory"
      # Writes its own tables only, see warehouse.tf. In the store it keeps settings, letters and what it told.
      dataset_role = "roles/bigquery.dataViewer"
      store_role   = "roles/storage.objectUser"
      # Lists wait for BigQuery; what the morning needs beside them runs in functions.tf.
      cpu         = "1"
      memory      = "512Mi" # as revenue: nothing heavy is imported here
      sockets     = 0
      concurrency = 60 # four less than the server's 64 threads, as above
      # A push ends at 600 s; whatever a person asks for is bounded at 20 s by the warehouse.
      timeout = "600s"
    }
    segments = {
      prefix = "/api/segments"
      # Writes its own tables only, see warehouse.tf. In the store it keeps settings, what refreshes found, and exports.
      dataset_role = "roles/bigquery.dataViewer"
      store_role   = "roles/storage.objectUser"
      # Lists wait for BigQuery; refreshes, training and exports run in functions.tf.
      cpu         = "1"
      memory      = "512Mi" # as revenue: nothing heavy is imported here
      sockets     = 0
      concurrency = 60 # four less than the server's 64 threads, as above
      # A file of all customers is streamed; whatever else a person asks for is bounded at 20 s by the warehouse.
      timeout = "600s"
    }
    recommendations-v2 = {
      prefix = "/api/recommendations/v2"
      # Writes its own tables only, see warehouse.tf. From the store it takes what the night's build made of the shop.
      dataset_role = "roles/bigquery.dataViewer"
      store_role   = "roles/storage.objectUser"
      # A list is arithmetic: a core makes some hundred a second. With Redis there is a process for each core, else one alone, whose
      # other core loads a new build.
      cpu         = "2"
      memory      = "2Gi" # 68,000 products, 250,000 customers: two processes 0.5 GB, a build 0.3, in each the old one too while it is swapped
      sockets     = 0
      concurrency = 60 # four less than the server's 64 threads, as above
      # A push ends at 600 s; lists take milliseconds, results are bounded at 20 s by the warehouse.
      timeout = "600s"
    }
  }
}

resource "google_cloud_run_v2_service" "service" {
  for_each = local.services

  name     = "shopsight-${each.key}"
  location = var.region
  # Only the load balancer and callers inside the project: the address Cloud Run gives is not a second door.
  ingress = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  # Cloud Run's own check of callers would take the signature off every token before the service sees it, the push's and the
  # shop's programs' alike. The service checks each request itself, and people have passed Identity-Aware Proxy before.
  invoker_iam_disabled = true
  deletion_protection  = var.deletion_protection

  template {
    service_account                  = google_service_account.service[each.key].email
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2" # whole Linux: gunicorn's threads and pyarrow's memory maps are emulated slowly in gen1
    max_instance_request_concurrency = each.value.concurrency
    timeout                          = each.value.timeout

    scaling {
      min_instance_count = var.instances[each.key].min
      # What people did of late is one instance's own unless Redis shares it: lists then come from one instance alone.
      max_instance_count = each.key == "recommendations-v2" && var.redis == null ? 1 : var.instances[each.key].max
    }

    containers {
      # Only until Cloud Build delivers: on a first apply there is a registry to be made, and no image in it yet.
      image = "us-docker.pkg.dev/cloudrun/container/hello"

      ports {
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = each.value.cpu
          memory = each.value.memory
        }
        # Billed by request: nothing runs between requests. An open WebSocket is one, so live figures have the processor
        # while anybody looks, and nothing is computed while nobody does. Only lists are looked after in between: a new
        # build, rules and alerts are fetched each second, so that nobody waits for them. Where none is kept warm they are fetched
        # while a list is asked for: the first one after a pause may be by yesterday's rules, and nobody pays for the pause.
        cpu_idle = each.key != "recommendations-v2" || var.instances[each.key].min == 0
        # Imports are processor-bound (0.5 s of it): the boost about halves a cold start.
        startup_cpu_boost = true
      }

      startup_probe {
        # Being ready is asking BigQuery, which answers within two seconds; a shorter time would never see it ready.
        period_seconds  = 3
        timeout_seconds = 3
        # A minute in all: a cold start takes about two seconds, but a first connection may be tried again.
        failure_threshold = 20
        http_get {
          path = "${each.value.prefix}/health/ready"
        }
      }

      liveness_probe {
        # Half a minute times three: a process that hangs is replaced in two minutes; a slow warehouse is no reason, so it asks
        # whether the process lives, not whether it can answer.
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "${each.value.prefix}/health/live"
        }
      }

      # No time to end is set: Cloud Run gives ten seconds after SIGTERM, of which requests in hand have seven and closing two
      # (GRACEFUL_SECONDS in shared/serving.py); viewers of live figures are told at once to connect elsewhere.
      dynamic "env" {
        for_each = merge(
          local.environments[each.key],
          each.value.sockets > 0 ? { LIVE_VIEWERS = tostring(each.value.sockets) } : {},
          # A list is arithmetic, which one process does on one core: as many as there are, where Redis has what they share
          # (shared/decisions/0073).
          each.key == "recommendations-v2" && var.redis != null ? { WORKERS = each.value.cpu } : {},
        )
        content {
          name  = env.key
          value = env.value
        }
      }
    }

    dynamic "vpc_access" {
      for_each = local.ways_to_redis
      content {
        # Only the way to Redis leads through the network; Google's interfaces and vendors are reached as ever.
        egress = "PRIVATE_RANGES_ONLY"
        network_interfaces {
          network    = vpc_access.value.network
          subnetwork = vpc_access.value.subnetwork
        }
      }
    }
  }

  lifecycle {
    # Cloud Build delivers images and says which revision has the traffic; an apply must not take the service back to the image
    # it began with, nor undo a canary or a roll back.
    ignore_changes = [template[0].containers[0].image, traffic, client, client_version]

    precondition {
      condition     = contains(keys(var.instances), each.key)
      error_message = "instances has no entry for ${each.key}."
    }
  }

  depends_on = [google_project_service.needed]
}

locals {
  # What every service is told. A value nobody gave is left out, so that the service's own default holds.
  environment = { for name, value in {
    WAREHOUSE_URL               = "bigquery://${var.project}/${google_bigquery_dataset.shop.dataset_id}"
    EVENT_BUS_URL               = "pubsub://${var.project}"
    INBOX_URL                   = "raw-facts:"
    PUSH_AUDIENCE               = local.push_audience
    PUSH_SERVICE_ACCOUNT        = local.push_account
    STORE_URL                   = "gs://${google_storage_bucket.store.name}"
    CACHE_URL                   = local.cache_url
    SECRETS_URL                 = "secret-manager://${var.project}"
    SHOP_TIMEZONE               = var.shop.time_zone
    SHOP_CURRENCY               = var.shop.currency
    SHOP_COUNTRY                = var.shop.country
    PUBLIC_URL                  = "https://${var.hosts.dashboard}"
    FORECAST_ENGINE             = var.engines.forecast
    FORECAST_MODEL              = var.engines.forecast_model
    CLUSTER_ENGINE              = var.engines.cluster
    STAFF_ROLES                 = join(",", [for who, role in var.staff : "${who}=${role}"])
    AUTH_ISSUER                 = try(var.auth.issuer, null)
    AUTH_AUDIENCE               = try(var.auth.audience, null)
    AUTH_JWKS_URL               = try(var.auth.jwks_url, null)
    OTEL_EXPORTER_OTLP_ENDPOINT = var.otlp_endpoint
    ALLOWED_ORIGINS             = length(var.storefront_origins) > 0 ? join(",", var.storefront_origins) : null
    TRUSTED_PROXIES             = "2" # the load balancer writes the caller's address and its own
  } : name => value if value != null }

  # And each one by itself: the tables with its name on what it asks and a limit for each question; for which backend
  # Identity-Aware Proxy has to have signed, so that what it signed for one service opens no other; and where the times are
  # that people choose.
  environments = { for name in keys(local.services) : name => merge(
    local.environment,
    { WAREHOUSE_URL = "${local.environment.WAREHOUSE_URL}?service=${name}&maximum_bytes_billed=${var.query_max_gb * 1000000000}" },
    { IAP_AUDIENCE = "/projects/${data.google_project.this.number}/global/backendServices/${google_compute_backend_service.staff[name].generated_id}" },
    name == "ingestion" ? { MERGE_MINUTES = tostring(var.merge_minutes), MERGE_MINUTES_WATCHED = tostring(var.merge_minutes_watched) } : {},
    name == "inventory-alerts" ? { SCHEDULE_URL = "cloud-scheduler://${var.project}/${var.region}" } : {},
  ) }

  ways_to_redis = var.redis == null ? [] : [{ network = google_compute_network.suite[0].id, subnetwork = google_compute_subnetwork.suite[0].id }]
}
