# The shop's tables, from the same files the services read: services/*/src/*/tables/*.json.
locals {
  table_folder = "${path.module}/../../services"
  # Two services with a table of one name end the plan here: a key may come once.
  tables = {
    for path in fileset(local.table_folder, "*/src/*/tables/*.json") :
    trimsuffix(basename(path), ".json") => merge(jsondecode(file("${local.table_folder}/${path}")), { owner = split("/", path)[0] })
  }

  # BigQuery's interface answers with its older names; sent as GoogleSQL's, every plan would show a change.
  bigquery_types = {
    INT64   = "INTEGER"
    FLOAT64 = "FLOAT"
    BOOL    = "BOOLEAN"
  }
}

resource "google_bigquery_dataset" "shop" {
  dataset_id  = "shop"
  description = "The shop's facts, ledger and rollups. Written by the services that own a table, read by all."
  location    = var.bigquery_location
  # Seven days, the most there is: a bad load is noticed on Monday and was made on Friday.
  max_time_travel_hours      = "168"
  delete_contents_on_destroy = false

  depends_on = [google_project_service.needed]
}

resource "google_bigquery_table" "table" {
  for_each = local.tables

  dataset_id          = google_bigquery_dataset.shop.dataset_id
  table_id            = each.value.name
  description         = each.value.description
  clustering          = length(each.value.cluster) > 0 ? each.value.cluster : null
  deletion_protection = var.deletion_protection
  # Where the file says so: what grows with every visit and every message is never read whole by mistake.
  require_partition_filter = try(each.value.partition_filter, false)

  schema = jsonencode([for column in each.value.columns : {
    name        = column.name
    type        = lookup(local.bigquery_types, column.type, column.type)
    mode        = column.mode
    description = column.description
  }])

  dynamic "time_partitioning" {
    for_each = each.value.partition == null ? [] : [each.value.partition]
    content {
      # By day: panels ask for days, and ten thousand partitions are 27 years of them.
      type  = "DAY"
      field = time_partitioning.value
      # Only what is of no use later: the ledger and its facts are kept for ever.
      expiration_ms = try(each.value.expiry_days * 24 * 3600 * 1000, null)
    }
  }

  labels = {
    owner = each.value.owner
    shape = each.value.shape
  }

  lifecycle {
    precondition {
      condition = each.value.partition == null ? true : contains(
        [for column in each.value.columns : column.name if contains(["DATE", "TIMESTAMP"], column.type)], each.value.partition
      )
      error_message = "${each.key}: partition ${coalesce(each.value.partition, "none")} is no column of type DATE or TIMESTAMP."
    }
    precondition {
      condition     = each.value.name == each.key
      error_message = "${each.key}.json defines ${each.value.name}: the file is named after its table."
    }
  }
}

resource "google_bigquery_dataset_iam_member" "service" {
  for_each = local.services

  dataset_id = google_bigquery_dataset.shop.dataset_id
  role       = each.value.dataset_role
  member     = google_service_account.service[each.key].member
}

# The door writes all the shop's facts (services.tf); another service writes the tables that it owns, and no other.
resource "google_bigquery_table_iam_member" "owner" {
  for_each = { for name, table in local.tables : name => table.owner if table.owner != "ingestion" }

  dataset_id = google_bigquery_dataset.shop.dataset_id
  table_id   = google_bigquery_table.table[each.key].table_id
  role       = "roles/bigquery.dataEditor"
  member     = google_service_account.service[each.value].member
}

# A load or a new generation is staged in a table of its own beside the shop's (`staging_...`), which expires after a day. Making
# one is a right of the data set; what may be done with it ends at its name.
resource "google_project_iam_custom_role" "makes_tables" {
  role_id     = "shopsightMakesTables"
  title       = "Shopsight: makes tables to stage in"
  permissions = ["bigquery.tables.create"]

  depends_on = [google_project_service.needed]
}

resource "google_bigquery_dataset_iam_member" "makes_tables" {
  for_each = { for name, service in local.services : name => service if service.dataset_role == "roles/bigquery.dataViewer" }

  dataset_id = google_bigquery_dataset.shop.dataset_id
  role       = "projects/${var.project}/roles/${google_project_iam_custom_role.makes_tables.role_id}"
  member     = google_service_account.service[each.key].member
}

resource "google_bigquery_dataset_iam_member" "stages" {
  for_each = { for name, service in local.services : name => service if service.dataset_role == "roles/bigquery.dataViewer" }

  dataset_id = google_bigquery_dataset.shop.dataset_id
  role       = "roles/bigquery.dataEditor"
  member     = google_service_account.service[each.key].member

  condition {
    title      = "staging tables only"
    expression = "resource.type == \"bigquery.googleapis.com/Table\" && resource.name.startsWith(\"projects/${var.project}/datasets/shop/tables/staging_\")"
  }
}

# Who lets BigQuery ML forecast or cluster makes models in the data set, and nobody else does.
locals {
  trains_models = toset(concat(
    var.engines.forecast == "bigquery-ml" ? ["revenue", "inventory-alerts"] : [],
    var.engines.cluster == "bigquery-ml" ? ["segments"] : [],
  ))
}

resource "google_project_iam_custom_role" "trains_models" {
  count = length(local.trains_models) > 0 ? 1 : 0

  role_id = "shopsightTrainsModels"
  title   = "Shopsight: trains and asks models"
  permissions = [
    "bigquery.models.create", "bigquery.models.delete", "bigquery.models.getData", "bigquery.models.getMetadata",
    "bigquery.models.list", "bigquery.models.updateData", "bigquery.models.updateMetadata",
  ]

  depends_on = [google_project_service.needed]
}

resource "google_bigquery_dataset_iam_member" "trains_models" {
  for_each = local.trains_models

  dataset_id = google_bigquery_dataset.shop.dataset_id
  role       = "projects/${var.project}/roles/${google_project_iam_custom_role.trains_models[0].role_id}"
  member     = google_service_account.service[each.key].member
}
