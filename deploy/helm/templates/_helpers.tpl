{{- define "gateway.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "gateway.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end -}}

{{- define "gateway.commonLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: bailian-gateway
{{- end -}}

{{- define "gateway.labels" -}}
{{ include "gateway.selectorLabels" . }}
{{ include "gateway.commonLabels" . }}
{{- end -}}

{{- define "gateway.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "gateway.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "gateway.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* config.yaml: what the chart knows, and over it what the values say. */}}
{{- define "gateway.config" -}}
{{- $known := dict "port" 8080 "management_port" 9464 "host" "0.0.0.0" "log_format" "json" "drain_timeout_ms" 30000 -}}
{{- if eq .Values.database.type "sqlite" -}}
{{- $_ := set $known "database_url" (ternary "sqlite:/data/gateway.db" "sqlite::memory:" (eq (include "gateway.isPersistent" .) "true")) -}}
{{- end -}}
{{- toYaml (mergeOverwrite $known (deepCopy .Values.config)) -}}
{{- end -}}

{{/* The pods share nothing but SQLite's volume. */}}
{{- define "gateway.isPersistent" -}}
{{- $sqlite := .Values.database.sqlite.persistence -}}
{{- and (eq .Values.database.type "sqlite") (or $sqlite.enabled (ne $sqlite.existingClaim "")) -}}
{{- end -}}

{{- define "gateway.kind" -}}
{{- ternary "StatefulSet" "Deployment" (eq (include "gateway.isPersistent" .) "true") -}}
{{- end -}}

{{/* Seconds: the sleep, then the drain, then time for the last bytes and the store. */}}
{{- define "gateway.gracePeriod" -}}
{{- $config := include "gateway.config" . | fromYaml -}}
{{- add .Values.preStopSleepSeconds (div (add (int64 $config.drain_timeout_ms) 999) 1000) 5 -}}
{{- end -}}

{{- define "gateway.healthPath" -}}
{{- printf "%s/health" (trimSuffix "/" (default "/" .Values.config.base_path)) -}}
{{- end -}}

{{/* Every Secret that the pods read, with the keys that have to be in it. */}}
{{- define "gateway.secrets" -}}
{{- $keys := list -}}
{{- if not .Values.config.gateway_anonymous -}}{{- $keys = append $keys "GATEWAY_MASTER_KEY" -}}{{- end -}}
{{- $secrets := list -}}
{{- if eq .Values.database.type "postgres" -}}
{{- $keys = append $keys "GATEWAY_SECRET_KEY" -}}
{{- with .Values.database.postgres.existingSecret -}}
{{- $secrets = append $secrets (dict "value" "database.postgres.existingSecret.name" "name" .name "keys" (list .key)) -}}
{{- end -}}
{{- end -}}
{{- with .Values.redis.existingSecret -}}
{{- if .name -}}
{{- $secrets = append $secrets (dict "value" "redis.existingSecret.name" "name" .name "keys" (list .key)) -}}
{{- end -}}
{{- end -}}
{{- if .Values.existingSecret -}}
{{- $secrets = append $secrets (dict "value" "existingSecret" "name" .Values.existingSecret "keys" $keys) -}}
{{- end -}}
{{- dict "secrets" $secrets | toYaml -}}
{{- end -}}
