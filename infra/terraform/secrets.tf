# Keys and passwords. Terraform makes the boxes and says who may look into which; what is in them never passes through it, so
# that no state and no plan holds a secret: `shopsight connect` and `gcloud secrets versions add` put versions in, and services
# those keys that are nobody else's.
locals {
  # `read` and `write`: services. A test compares the names with what the code asks for.
  secrets = {
    shopify    = { read = ["ingestion"], write = [] }
    lightspeed = { read = ["ingestion"], write = [] }
    mailchimp  = { read = ["ingestion", "segments"], write = [] } # ingestion knows its webhooks by it
    klaviyo    = { read = ["ingestion", "segments"], write = [] } # as above
    slack      = { read = ["inventory-alerts"], write = [] }
    sendgrid   = { read = ["inventory-alerts"], write = [] }
    smtp       = { read = ["inventory-alerts"], write = [] }

    # What the shop's server signs customers' ids with: `shopsight keys signing-secret` makes it.
    customer-signing-secret = { read = ["ingestion", "recommendations-v2"], write = [] }

    # Made by the service itself when it is first needed, and lost with it: without them nobody knows who was erased.
    suppression-key                = { read = ["ingestion"], write = ["ingestion"] }
    revenue-erasure-key            = { read = ["revenue"], write = ["revenue"] }
    segments-erasure-key           = { read = ["segments"], write = ["segments"] }
    recommendations-v2-erasure-key = { read = ["recommendations-v2"], write = ["recommendations-v2"] }

    # As above, for what the service signs: links in mails, ids of lists, digests of exported addresses and of whom builds know.
    digest-links                    = { read = ["inventory-alerts"], write = ["inventory-alerts"] }
    recommendation-id-key           = { read = ["recommendations-v2"], write = ["recommendations-v2"] }
    recommendations-v2-customer-key = { read = ["recommendations-v2"], write = ["recommendations-v2"] }
    segments-key                    = { read = ["segments"], write = ["segments"] }
  }
}

resource "google_secret_manager_secret" "secret" {
  for_each = local.secrets

  secret_id           = each.key
  deletion_protection = var.deletion_protection
  version_destroy_ttl = "604800s" # a version that was destroyed by mistake can be had back for a week

  replication {
    auto {}
  }

  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each = { for pair in flatten([
    for name, secret in local.secrets : [for service in secret.read : { name = name, service = service }]
  ]) : "${pair.service} ${pair.name}" => pair }

  secret_id = google_secret_manager_secret.secret[each.value.name].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.service[each.value.service].member
}

# Adds a version and can do nothing to those there are.
resource "google_secret_manager_secret_iam_member" "adds" {
  for_each = { for pair in flatten([
    for name, secret in local.secrets : [for service in secret.write : { name = name, service = service }]
  ]) : "${pair.service} ${pair.name}" => pair }

  secret_id = google_secret_manager_secret.secret[each.value.name].id
  role      = "roles/secretmanager.secretVersionAdder"
  member    = google_service_account.service[each.value.service].member
}
