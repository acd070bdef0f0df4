# Whoever delivers from outside Google Cloud (a CI of one's own) comes with a token of its own, signed by the issuer named
# here, and is lent the delivery account for an hour. There is no key of a service account anywhere.
resource "google_iam_workload_identity_pool" "ci" {
  count = var.ci == null ? 0 : 1

  workload_identity_pool_id = "shopsight-ci"
  display_name              = "Shopsight CI"

  depends_on = [google_project_service.needed]
}

resource "google_iam_workload_identity_pool_provider" "ci" {
  count = var.ci == null ? 0 : 1

  workload_identity_pool_id          = google_iam_workload_identity_pool.ci[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "shopsight-ci" # four letters at least
  display_name                       = "CI of ${var.ci.repository}"

  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
    "attribute.ref"        = "assertion.ref"
  }
  # The issuer signs for everybody's repositories: only ours gets in, and only from the branch that is delivered.
  attribute_condition = "assertion.repository == '${var.ci.repository}' && assertion.ref == '${var.ci.ref}'"

  oidc {
    issuer_uri = var.ci.issuer
  }
}

resource "google_service_account_iam_member" "ci_delivers" {
  count = var.ci == null ? 0 : 1

  service_account_id = google_service_account.delivery.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.ci[0].name}/attribute.repository/${var.ci.repository}"
}
