# Small state (versions, leases, outbox) and artefacts. Compare-and-set is by generation, which every bucket has.
resource "google_storage_bucket" "store" {
  #checkov:skip=CKV_GCP_62:leases alone are 17,000 requests a day, and only services and backups have the right to any
  #checkov:skip=CKV_GCP_78:as below, soft delete does what versions would
  name     = "${var.project}-shopsight-store"
  location = var.region

  uniform_bucket_level_access = true       # one rule for the whole bucket: no object is shared by its own list
  public_access_prevention    = "enforced" # nothing here is for the public, whatever a later rule says
  force_destroy               = false

  versioning {
    # Off: a lease is renewed every five seconds and would leave 17,000 old versions a day. Soft delete brings mistakes back.
    enabled = false
  }

  soft_delete_policy {
    retention_duration_seconds = 604800 # 7 days, as the warehouse's time travel; an erased customer is gone for good after it
  }

  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_iam_member" "service" {
  for_each = local.services

  bucket = google_storage_bucket.store.name
  role   = each.value.store_role
  member = google_service_account.service[each.key].member
}
