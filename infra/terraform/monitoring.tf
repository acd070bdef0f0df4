# Objectives and alerts, made of service_levels.yaml: figures are there, and what Cloud Monitoring wants of them here.
locals {
  levels = yamldecode(file("${path.module}/service_levels.yaml"))

  # An alert for each objective and rate.
  burns = { for pair in setproduct(keys(local.levels.objectives), keys(local.levels.burn_rates)) :
    "${pair[0]}-${pair[1]}" => { objective = pair[0], rate = local.levels.burn_rates[pair[1]] }
  }

  # What is not there has no alert: Redis may be left out.
  alerts = { for name, alert in local.levels.alerts : name => alert if name != "cache-full" || var.redis != null }

  runbooks = "docs/runbooks" # in the repository; a page for each alert, and one for spent budgets
}

resource "google_monitoring_notification_channel" "mail" {
  for_each = var.alert_emails

  display_name = "Shopsight alerts to ${each.key}"
  type         = "email"
  labels       = { email_address = each.key }

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_custom_service" "service" {
  for_each = local.services

  service_id   = "shopsight-${each.key}"
  display_name = "Shopsight ${each.key}"

  telemetry {
    resource_name = "//run.googleapis.com/projects/${var.project}/locations/${var.region}/services/shopsight-${each.key}"
  }

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_slo" "objective" {
  for_each = local.levels.objectives

  service             = google_monitoring_custom_service.service[each.value.service].service_id
  slo_id              = each.key
  display_name        = each.value.title
  goal                = each.value.goal
  rolling_period_days = local.levels.window_days

  request_based_sli {
    dynamic "good_total_ratio" {
      for_each = can(each.value.within_ms) ? [] : [each.value.service]
      content {
        # What a caller did wrong (4xx) is no failure of ours, and says nothing about us: it is in neither count's favour.
        total_service_filter = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"shopsight-${good_total_ratio.value}\" AND metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code_class!=\"4xx\""
        bad_service_filter   = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"shopsight-${good_total_ratio.value}\" AND metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code_class=\"5xx\""
      }
    }

    dynamic "distribution_cut" {
      for_each = can(each.value.within_ms) ? [each.value] : []
      content {
        distribution_filter = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"shopsight-${distribution_cut.value.service}\" AND metric.type=\"run.googleapis.com/request_latencies\" AND metric.labels.response_code_class=\"2xx\""
        range {
          max = distribution_cut.value.within_ms # Cloud Run counts in milliseconds
        }
      }
    }
  }
}

resource "google_monitoring_alert_policy" "burn" {
  for_each = local.burns

  display_name          = "${local.levels.objectives[each.value.objective].title}: ${each.value.rate.says}"
  severity              = each.value.rate.severity
  combiner              = "AND" # the long window says that it matters, the short one that it goes on
  notification_channels = [for channel in google_monitoring_notification_channel.mail : channel.id]

  dynamic "conditions" {
    for_each = { long = each.value.rate.long, short = each.value.rate.short }
    content {
      display_name = "${conditions.key} window: over ${each.value.rate.rate} times the rate"
      condition_threshold {
        filter          = "select_slo_burn_rate(\"projects/${var.project}/services/${google_monitoring_slo.objective[each.value.objective].service}/serviceLevelObjectives/${google_monitoring_slo.objective[each.value.objective].slo_id}\", \"${conditions.value}\")"
        comparison      = "COMPARISON_GT"
        threshold_value = each.value.rate.rate
        duration        = "0s" # the windows are the patience
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "${local.levels.objectives[each.value.objective].title} (goal ${local.levels.objectives[each.value.objective].goal}): ${each.value.rate.says}. What to do: ${local.runbooks}/budget-spent.md"
  }

  alert_strategy {
    auto_close = "86400s" # a day; what is open longer nobody looks at
  }
}

# Cloud Run counts requests, and not which of them were merges: the line that each writes is counted (asked_merges.py).
resource "google_logging_metric" "merges" {
  name   = "shopsight-merges"
  filter = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"shopsight-ingestion-run\" AND jsonPayload.message=\"facts merged\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = local.alerts

  display_name          = each.value.title
  severity              = each.value.severity
  combiner              = "OR"
  notification_channels = [for channel in google_monitoring_notification_channel.mail : channel.id]

  conditions {
    display_name = each.value.title

    dynamic "condition_threshold" {
      for_each = can(each.value.over) ? [each.value] : []
      content {
        filter          = condition_threshold.value.filter
        comparison      = "COMPARISON_GT"
        threshold_value = each.key == "bytes-billed" ? var.queries_tb_a_day * 1000000000000 : condition_threshold.value.over
        duration        = condition_threshold.value.for

        aggregations {
          alignment_period     = try(condition_threshold.value.within, "60s")
          per_series_aligner   = condition_threshold.value.aligner
          cross_series_reducer = try(condition_threshold.value.reducer, null)
          group_by_fields      = try(condition_threshold.value.by, null)
        }
      }
    }

    dynamic "condition_absent" {
      for_each = can(each.value.absent_for) ? [each.value] : []
      content {
        filter   = condition_absent.value.filter
        duration = condition_absent.value.absent_for

        aggregations {
          alignment_period     = "60s"
          per_series_aligner   = condition_absent.value.aligner
          cross_series_reducer = condition_absent.value.reducer
        }
      }
    }

    dynamic "condition_matched_log" {
      for_each = can(each.value.log_filter) ? [each.value] : []
      content {
        filter = condition_matched_log.value.log_filter
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "${each.value.says} What to do: ${local.runbooks}/${each.key}.md"
  }

  depends_on = [google_logging_metric.merges] # Cloud Monitoring refuses a filter by a metric that is not there

  alert_strategy {
    auto_close = "86400s" # as above

    dynamic "notification_rate_limit" {
      for_each = can(each.value.log_filter) ? ["3600s"] : [] # Cloud Monitoring wants one for lines of a log
      content {
        period = notification_rate_limit.value
      }
    }
  }
}
