# What does what was asked for by run-requested.v1: the image of a service's jobs, which has what they need. Scheduler asks by
# the same event.
locals {
  runs = {
    # A function, with functions-framework in front: it takes events on any path.
    inventory-alerts   = { path = "", environment = { FUNCTION_TARGET = "run_requested" } }
    segments           = { path = "/api/segments/events", environment = {} }
    recommendations-v2 = { path = "/api/recommendations/v2/events", environment = {} }
    # Merges: most of the time they wait for BigQuery, and uploads need not share a core with them. A core does for twenty
    # thousand facts at once, which take 150 MB.
    ingestion = { path = "/api/ingest/events", environment = {}, cpu = "1", memory = "1Gi" }
  }

  # The jobs that the clock asks for, in the shop's time. A test compares them with the services' own.
  asked_for = {
    # Whether it is time is the service's to say (MERGE_MINUTES): it knows whether somebody looks. Most minutes it is not.
    ingestion-merge = { name = "ingestion.merge", schedule = "* * * * *" }

    # At six, or when the buyer chose (PUT /api/inventory/schedule): the run, and the digest after it. Asked for twice it is
    # done once: there is one digest a day.
    inventory-alerts-daily = { name = "daily", schedule = "0 6 * * *" }
    # Letters that could not be delivered: most minutes there are none, and it is over in a moment.
    inventory-alerts-digest-delivery = { name = "digest-delivery", schedule = "* * * * *" }

    # Fast products day by day; before six, and nothing of the morning waits for it.
    inventory-alerts-demand-forecast = { name = "demand-forecast", schedule = "20 5 * * *" }

    segments-train-clusters   = { name = "segments.train-clusters", schedule = "10 3 * * *" }
    segments-affinities       = { name = "segments.affinities", schedule = "40 3 * * 0" }
    segments-refresh          = { name = "segments.refresh", schedule = "10 5 * * *" }
    segments-read-consent     = { name = "segments.read-consent", schedule = "40 5 * * *" }
    segments-standing-exports = { name = "segments.standing-exports", schedule = "*/10 * * * *" }

    recommendations-v2-build          = { name = "recommendations-v2.build", schedule = "30 5 * * *" }
    recommendations-v2-land-feedback  = { name = "recommendations-v2.land-feedback", schedule = "*/5 * * * *" }
    recommendations-v2-land-exposures = { name = "recommendations-v2.land-exposures", schedule = "*/5 * * * *" }
  }
}

moved {
  from = google_cloud_run_v2_service.run_requested
  to   = google_cloud_run_v2_service.run_requested["inventory-alerts"]
}

moved {
  from = google_cloud_run_v2_service_iam_member.delivery_deploys_runs
  to   = google_cloud_run_v2_service_iam_member.delivery_deploys_runs["inventory-alerts"]
}

moved {
  from = google_cloud_scheduler_job.inventory_daily
  to   = google_cloud_scheduler_job.asked_for["inventory-alerts-daily"]
}

moved {
  from = google_cloud_scheduler_job.asked_for["inventory-alerts-daily"]
  to   = google_cloud_scheduler_job.chosen["inventory-alerts-daily"]
}

resource "google_cloud_run_v2_service" "run_requested" {
  for_each = local.runs

  name     = "shopsight-${each.key}-run"
  location = var.region
  # Pub/Sub pushes from inside; nobody else has business here, and no way in leads from the load balancer. The push's own
  # token is checked by the function, with its signature on (events.tf).
  ingress              = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  invoker_iam_disabled = true
  deletion_protection  = var.deletion_protection

  template {
    service_account                  = google_service_account.service[each.key].email
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    max_instance_request_concurrency = 1      # a run takes a core and a gigabyte; another waits for its lease anyway
    timeout                          = "600s" # as long as a push lasts

    scaling {
      min_instance_count = 0
      max_instance_count = 2 # one does a run, the other says that it is being done
    }

    containers {
      # Only until Cloud Build delivers, as in services.tf.
      image = "us-docker.pkg.dev/cloudrun/container/hello"
      # The job image's own entry point does jobs.
      command = [".venv/bin/python", "main.py"]

      ports {
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = lookup(each.value, "cpu", "2")
          memory = lookup(each.value, "memory", "4Gi") # a million customers take 2 GB, lists of 14 million purchases 2.7 and 0.3 of files: /tmp is memory too
        }
        cpu_idle          = true # it works only while a push waits for it
        startup_cpu_boost = true # numpy and scipy are two seconds of imports
      }

      startup_probe {
        # That it listens: the first push may find the warehouse slow, and is tried again.
        period_seconds    = 2
        timeout_seconds   = 2
        failure_threshold = 60 # two minutes: imports on a busy host, and a first connection that is tried again
        tcp_socket {
          port = 8080
        }
      }

      dynamic "env" {
        for_each = merge(local.environments[each.key], each.value.environment)
        content {
          name  = env.key
          value = env.value
        }
      }
    }

    dynamic "vpc_access" {
      for_each = local.ways_to_redis
      content {
        egress = "PRIVATE_RANGES_ONLY" # as in services.tf
        network_interfaces {
          network    = vpc_access.value.network
          subnetwork = vpc_access.value.subnetwork
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [template[0].containers[0].image, client, client_version]
  }

  depends_on = [google_project_service.needed]
}

resource "google_cloud_run_v2_service_iam_member" "delivery_deploys_runs" {
  for_each = local.runs

  name     = google_cloud_run_v2_service.run_requested[each.key].name
  location = var.region
  role     = "roles/run.developer"
  member   = google_service_account.delivery.member
}

locals {
  # What Scheduler publishes: the same each time, so the run takes its own time of asking.
  asking = { for key, job in local.asked_for : key => base64encode(jsonencode({
    specversion     = "1.0"
    id              = job.name
    source          = "/scheduler"
    type            = "run-requested.v1"
    time            = "2026-01-01T00:00:00Z"
    datacontenttype = "application/json"
    data            = { run_id = job.name, name = job.name, requested_at = "2026-01-01T00:00:00Z" }
  })) }

  # Whose time a person chooses in the suite; a test compares them with what its API sets.
  chosen = toset(["inventory-alerts-daily"])
}

# Publishing needs no token: Scheduler is a part of the project. The push that follows brings one (events.tf).
resource "google_cloud_scheduler_job" "asked_for" {
  for_each = { for key, job in local.asked_for : key => job if !contains(local.chosen, key) }

  name      = each.key
  region    = var.region
  schedule  = each.value.schedule
  time_zone = var.shop.time_zone

  pubsub_target {
    topic_name = google_pubsub_topic.event["run-requested.v1"].id
    data       = local.asking[each.key]
  }

  retry_config {
    retry_count          = 3 # a moment without Pub/Sub is no missed night
    min_backoff_duration = "10s"
  }

  depends_on = [google_project_service.needed]
}

resource "google_cloud_scheduler_job" "chosen" {
  for_each = { for key, job in local.asked_for : key => job if contains(local.chosen, key) }

  name      = each.key
  region    = var.region
  schedule  = each.value.schedule
  time_zone = var.shop.time_zone

  pubsub_target {
    topic_name = google_pubsub_topic.event["run-requested.v1"].id
    data       = local.asking[each.key]
  }

  retry_config {
    retry_count          = 3 # as above
    min_backoff_duration = "10s"
  }

  lifecycle {
    # The first apply sets them, after it they are the buyer's: inventory-alerts changes them at Cloud Scheduler.
    ignore_changes = [schedule, time_zone]
  }

  depends_on = [google_project_service.needed]
}

# Reads and sets the times of jobs; it can make none, start none and end none. Scheduler has no rights for single jobs.
resource "google_project_iam_custom_role" "sets_times" {
  role_id     = "shopsightSetsTimes"
  title       = "Shopsight: sets the times of jobs"
  permissions = ["cloudscheduler.jobs.get", "cloudscheduler.jobs.update"]

  depends_on = [google_project_service.needed]
}

resource "google_project_iam_member" "sets_times" {
  project = var.project
  role    = "projects/${var.project}/roles/${google_project_iam_custom_role.sets_times.role_id}"
  member  = google_service_account.service["inventory-alerts"].member
}
