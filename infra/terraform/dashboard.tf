# The page: files and nothing else. It holds no data, asks the services for all of it, and may touch nothing.
resource "google_service_account" "dashboard" {
  account_id   = "shopsight-dashboard"
  display_name = "Shopsight dashboard"

  depends_on = [google_project_service.needed]
}

resource "google_cloud_run_v2_service" "dashboard" {
  name     = local.fronted["dashboard"]
  location = var.region
  # As the services: Identity-Aware Proxy stands before the only way in.
  ingress              = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  invoker_iam_disabled = true
  deletion_protection  = var.deletion_protection

  template {
    service_account                  = google_service_account.dashboard.email
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN1" # its start is the shorter one, and files need no whole Linux
    max_instance_request_concurrency = 80                           # files from memory: Cloud Run's own default is low for it
    timeout                          = "30s"                        # the largest file takes milliseconds; who reads slowly is cut

    scaling {
      min_instance_count = 0 # a server of files starts within half a second
      max_instance_count = 2 # browsers keep what they were given for a year; the second is for a new release
    }

    containers {
      # Only until Cloud Build delivers, as in services.tf.
      image = "us-docker.pkg.dev/cloudrun/container/hello"

      ports {
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = "1"
          memory = "512Mi" # the least Cloud Run gives a whole core with requests at once
        }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 30 # half a minute: it has only to open its port
        tcp_socket {
          port = 8080
        }
      }

      # The page is at the services' own host, and whoever sees it is signed in.
      env {
        name  = "SIGN_IN"
        value = "proxy"
      }
    }
  }

  lifecycle {
    ignore_changes = [template[0].containers[0].image, traffic, client, client_version] # as in services.tf
  }

  depends_on = [google_project_service.needed]
}

resource "google_cloud_run_v2_service_iam_member" "delivery_deploys_dashboard" {
  name     = google_cloud_run_v2_service.dashboard.name
  location = var.region
  role     = "roles/run.developer"
  member   = google_service_account.delivery.member
}

resource "google_service_account_iam_member" "delivery_acts_as_dashboard" {
  service_account_id = google_service_account.dashboard.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.delivery.member
}
