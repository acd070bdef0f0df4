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
