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

# Where `gcloud builds submit` puts a checkout. The bucket that it would make by itself this account may not read.
resource "google_storage_bucket" "sources" {
  #checkov:skip=CKV_GCP_62:a checkout of a month ago, which the repository has too
  #checkov:skip=CKV_GCP_78:each checkout has a name of its own, nothing is overwritten
  name     = "${var.project}-shopsight-sources"
  location = var.region

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true # copies of what is in the repository

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 30 # days; long enough to look into a build that failed
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_iam_member" "delivery_reads_sources" {
  bucket = google_storage_bucket.sources.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.delivery.member
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

# What infra/delivery.sh asks of the project as a whole; it changes nothing but images' own records.
resource "google_project_iam_member" "delivery_looks" {
  for_each = toset([
    "roles/run.viewer",       # which jobs and revisions there are
    "roles/logging.viewer",   # whether a canary answers with errors
    "roles/bigquery.jobUser", # has statements checked, in the empty data set below
    "roles/ondemandscanning.admin",
    "roles/containeranalysis.notes.editor",       # what is in an image,
    "roles/containeranalysis.occurrences.editor", # and what is weak in it
  ])

  project = var.project
  role    = each.key
  member  = google_service_account.delivery.member
}

# Google keeps what is in an image in a bucket that it names itself; of buckets it is the only one delivery may touch.
resource "google_project_iam_member" "delivery_keeps_contents" {
  project = var.project
  role    = "roles/storage.admin"
  member  = google_service_account.delivery.member

  condition {
    title      = "contents of images only"
    expression = "resource.name.startsWith(\"projects/_/buckets/artifactanalysis-\")"
  }
}

# The shop's tables without a row: BigQuery checks every statement against them before anything is deployed, and whoever
# delivers needs no right to read a customer.
resource "google_bigquery_dataset" "empty" {
  dataset_id  = "shop_empty"
  description = "The shop's tables, empty: statements are checked here before a delivery."
  location    = var.bigquery_location
  # Nothing is in it, so nothing is lost with it.
  delete_contents_on_destroy = true

  depends_on = [google_project_service.needed]
}

resource "google_bigquery_table" "empty" {
  #checkov:skip=CKV_GCP_121:nothing is in it
  for_each = local.tables

  dataset_id               = google_bigquery_dataset.empty.dataset_id
  table_id                 = each.value.name
  description              = "Empty: ${each.value.description}"
  clustering               = google_bigquery_table.table[each.key].clustering
  schema                   = google_bigquery_table.table[each.key].schema
  require_partition_filter = google_bigquery_table.table[each.key].require_partition_filter
  deletion_protection      = false # as above

  dynamic "time_partitioning" {
    for_each = each.value.partition == null ? [] : [each.value.partition]
    content {
      type  = "DAY"
      field = time_partitioning.value
    }
  }
}

resource "google_bigquery_dataset_iam_member" "delivery_checks" {
  dataset_id = google_bigquery_dataset.empty.dataset_id
  role       = "roles/bigquery.dataEditor"
  member     = google_service_account.delivery.member
}
