# Each service runs as itself. What it may touch stands beside the thing: warehouse.tf, store.tf, delivery.tf.
resource "google_service_account" "service" {
  for_each = local.services

  account_id   = "shopsight-${each.key}"
  display_name = "Shopsight ${each.key}"

  depends_on = [google_project_service.needed]
}

# Running a query is a right of the project, reading a table one of the dataset: both are needed.
resource "google_project_iam_member" "runs_queries" {
  for_each = local.services

  project = var.project
  role    = "roles/bigquery.jobUser"
  member  = google_service_account.service[each.key].member
}
