terraform {
  # 1.9: a variable's validation may look at other variables.
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

  default_labels = {
    app         = "shopsight"
    environment = var.environment
  }
}
