# What cloudbuild.yaml needs: a place for the images, and an account that may replace them and nothing else.
locals {
  images = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}"
}

resource "google_artifact_registry_repository" "images" {
  repository_id = "shopsight"
  location      = var.region
  format        = "DOCKER"
  description   = "Images of the services; a tag is the digest of what went in."

  docker_config {
    immutable_tags = true # a tag names its content, so it never moves
  }

  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"
    most_recent_versions {
      keep_count = 20 # enough to roll back over some weeks of deliveries
    }
  }

  cleanup_policies {
    id     = "drop-old"
    action = "DELETE"
    condition {
      older_than = "7776000s" # 90 days; the twenty newest stay, however old
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_service_account" "delivery" {
  account_id   = "shopsight-delivery"
  display_name = "Shopsight delivery (Cloud Build)"

  depends_on = [google_project_service.needed]
}

resource "google_artifact_registry_repository_iam_member" "delivery_pushes" {
  repository = google_artifact_registry_repository.images.name
  location   = var.region
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.delivery.member
}

resource "google_cloud_run_v2_service_iam_member" "delivery_deploys" {
  for_each = local.services

  name     = google_cloud_run_v2_service.service[each.key].name
  location = var.region
  role     = "roles/run.developer"
  member   = google_service_account.delivery.member
}

# A revision that runs as an account needs the right to use that account.
resource "google_service_account_iam_member" "delivery_acts_as" {
  for_each = local.services

  service_account_id = google_service_account.service[each.key].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.delivery.member
}

resource "google_project_iam_member" "delivery_logs" {
  project = var.project
  role    = "roles/logging.logWriter" # a build with an account of its own writes its log itself
  member  = google_service_account.delivery.member
}
