# What only the clock starts, as Cloud Run jobs: they end when the work is done, may take hours, and cost nothing between.
# What a caller may ask for too is in functions.tf.
locals {
  # By service and name as `main.py job NAME` takes it, in the shop's time. A test compares them with the services' own.
  jobs = {
    # Most of the time there is little, and it is over in seconds: a core does for twenty thousand facts at once, which take
    # 150 MB, for a vendor's pages and for a look at the store. What is billed is the minute that a job takes at least: so facts
    # are merged where the clock asks for it (functions.tf), and this one makes rollups of another version anew, which
    # infra/delivery.sh waits for, and has an hour for a backlog.
    ingestion-merge             = { service = "ingestion", name = "merge", schedule = "30 * * * *", cpu = "1", memory = "1Gi" }
    ingestion-reconcile-shopify = { service = "ingestion", name = "reconcile-shopify", schedule = "0 * * * *", cpu = "1" }
    ingestion-sync-lightspeed   = { service = "ingestion", name = "sync-lightspeed", schedule = "0 * * * *", cpu = "1" }

    revenue-close-days     = { service = "revenue", name = "close-days", schedule = "*/15 * * * *", cpu = "1", memory = "1Gi" }
    revenue-funnel-days    = { service = "revenue", name = "funnel-days", schedule = "7 * * * *" }
    revenue-pace-profile   = { service = "revenue", name = "pace-profile", schedule = "10 4 * * *" }
    revenue-forecast       = { service = "revenue", name = "forecast", schedule = "30 4 * * *" }
    revenue-insights       = { service = "revenue", name = "insights", schedule = "10 * * * *" }
    revenue-customer-value = { service = "revenue", name = "customer-value", schedule = "0 4 * * *" }

    # Longer than a push lasts. Who asks for one (functions.tf) has to have a shop small enough.
    recommendations-v2-train = { service = "recommendations-v2", name = "train", schedule = "40 2 * * 0" }
  }
}

resource "google_cloud_run_v2_job" "job" {
  for_each = local.jobs

  name                = "shopsight-${each.key}"
  location            = var.region
  labels              = { shopsight-service = each.value.service } # infra/delivery.sh finds a service's jobs by it
  deletion_protection = false                                      # it holds nothing: an apply makes it again

  template {
    template {
      service_account       = google_service_account.service[each.value.service].email
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      # The clock tries again at its next time, and every job goes on where it was cut: a failure is told, not repeated.
      max_retries = 0
      timeout     = "3600s" # a first sync of a large shop; the others take minutes, and each holds a lease of its own

      containers {
        # Only until Cloud Build delivers, as in services.tf.
        image = "us-docker.pkg.dev/cloudrun/container/job"
        args  = [each.value.name] # the image's entry point is `main.py job`

        resources {
          limits = {
            cpu    = lookup(each.value, "cpu", "2")
            memory = lookup(each.value, "memory", "4Gi") # a million customers take 2 GB, and files in /tmp are memory too
          }
        }

        dynamic "env" {
          for_each = local.environments[each.value.service]
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
  }

  lifecycle {
    ignore_changes = [template[0].template[0].containers[0].image, client, client_version]
  }

  depends_on = [google_project_service.needed]
}

resource "google_service_account" "clock" {
  account_id   = "shopsight-clock"
  display_name = "Shopsight clock (Cloud Scheduler starts jobs)"

  depends_on = [google_project_service.needed]
}

# It may start these jobs as they are, and change nothing about them.
resource "google_cloud_run_v2_job_iam_member" "clock_starts" {
  for_each = local.jobs

  name     = google_cloud_run_v2_job.job[each.key].name
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.clock.member
}

resource "google_cloud_run_v2_job_iam_member" "delivery_updates" {
  for_each = local.jobs

  name     = google_cloud_run_v2_job.job[each.key].name
  location = var.region
  role     = "roles/run.developer"
  member   = google_service_account.delivery.member
}

resource "google_cloud_scheduler_job" "job" {
  for_each = local.jobs

  name             = "start-${each.key}"
  region           = var.region
  schedule         = each.value.schedule
  time_zone        = var.shop.time_zone
  attempt_deadline = "60s" # starting a job is answered at once; it is not waited for

  retry_config {
    # A night that is missed is missed for a day; minutes are not worth a second start beside the next one.
    retry_count          = startswith(each.value.schedule, "*/") ? 0 : 3
    min_backoff_duration = "10s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.job[each.key].id}:run"

    # Google's own interface asks for an access token; an identity token is for services of one's own.
    oauth_token {
      service_account_email = google_service_account.clock.email
    }
  }
}
