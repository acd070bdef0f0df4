# What the suite may cost a month before somebody is told. A budget tells, it stops nothing: caps are max instances in
# services.tf and the bytes a query may bill.
resource "google_billing_budget" "month" {
  billing_account = var.budget.billing_account
  display_name    = "Shopsight ${var.environment}"

  budget_filter {
    projects        = ["projects/${data.google_project.this.number}"]
    calendar_period = "MONTH"
  }

  amount {
    specified_amount {
      units = var.budget.monthly_amount # in the billing account's own currency
    }
  }

  dynamic "threshold_rules" {
    for_each = {
      half     = { percent = 0.5, basis = "CURRENT_SPEND" }
      nearly   = { percent = 0.9, basis = "CURRENT_SPEND" }
      all      = { percent = 1.0, basis = "CURRENT_SPEND" }
      expected = { percent = 1.0, basis = "FORECASTED_SPEND" } # tells weeks before it is spent
    }
    content {
      threshold_percent = threshold_rules.value.percent
      spend_basis       = threshold_rules.value.basis
    }
  }

  all_updates_rule {
    monitoring_notification_channels = [for channel in google_monitoring_notification_channel.mail : channel.id]
    disable_default_iam_recipients   = length(var.alert_emails) > 0 # else the billing account's owners hear of it
  }

  depends_on = [google_project_service.needed]
}
