terraform {
  # 1.9: a variable's validation may look at other variables. The tests need 1.11 (override_during).
  required_version = "~> 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }

  # The bucket is named at init, since it differs by environment:
  # terraform init -backend-config=bucket=<project>-terraform
  backend "gcs" {
    prefix = "shopsight"
  }
}

provider "google" {
  project = var.project
  region  = var.region

  # Who applies as a person asks on behalf of this project: the interface of budgets refuses whoever names none.
  billing_project       = var.project
  user_project_override = true

  default_labels = {
    app         = "shopsight"
    environment = var.environment
  }
}
