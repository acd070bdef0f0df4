# The function that does what was asked for by run-requested.v1: the image of inventory-alerts' jobs, which has numpy, with
# functions-framework in front. Scheduler asks for the morning's run by the same event.
resource "google_cloud_run_v2_service" "run_requested" {
  name     = "shopsight-inventory-alerts-run"
  location = var.region
  # Pub/Sub pushes from inside; nobody else has business here.
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = var.deletion_protection

  template {
    service_account                  = google_service_account.service["inventory-alerts"].email
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
          cpu    = "2"
          memory = "4Gi" # the run of 70,000 products takes 2 GB, its files in /tmp are memory too
        }
        cpu_idle          = true # it works only while a push waits for it
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = merge(local.environment, { FUNCTION_TARGET = "run_requested" })
        content {
          name  = env.key
          value = env.value
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [template[0].containers[0].image, client, client_version]
  }

  depends_on = [google_project_service.needed]
}

resource "google_cloud_run_v2_service_iam_member" "bus_asks_for_runs" {
  name     = google_cloud_run_v2_service.run_requested.name
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.push.member
}

resource "google_cloud_run_v2_service_iam_member" "delivery_deploys_runs" {
  name     = google_cloud_run_v2_service.run_requested.name
  location = var.region
  role     = "roles/run.developer"
  member   = google_service_account.delivery.member
}

# At six in the shop's time: the run, and the digest after it. Asked for twice it is done once: there is one digest a day.
resource "google_cloud_scheduler_job" "inventory_daily" {
  name      = "inventory-alerts-daily"
  region    = var.region
  schedule  = "0 6 * * *"
  time_zone = var.shop.time_zone

  pubsub_target {
    topic_name = google_pubsub_topic.event["run-requested.v1"].id
    data = base64encode(jsonencode({
      specversion     = "1.0"
      id              = "daily"
      source          = "/scheduler"
      type            = "run-requested.v1"
      time            = "2026-01-01T00:00:00Z" # Scheduler sends the same each day; the run takes its own time
      datacontenttype = "application/json"
      data            = { run_id = "daily", name = "daily", requested_at = "2026-01-01T00:00:00Z" }
    }))
  }

  depends_on = [google_project_service.needed]
}
