{{/* What contradicts itself, or cannot work in this cluster, ends here with what to change. */}}
{{- define "gateway.checks" -}}
{{- include "gateway.checkReplicas" . -}}
{{- include "gateway.checkValues" . -}}
{{- include "gateway.checkKinds" . -}}
{{- include "gateway.checkSecrets" . -}}
{{- end -}}

{{- define "gateway.checkReplicas" -}}
{{- if eq .Values.database.type "sqlite" -}}
{{- if gt (int .Values.replicaCount) 1 -}}
{{- fail (printf "replicaCount is %d, but SQLite is for one replica: set replicaCount to 1, or database.type to postgres" (int .Values.replicaCount)) -}}
{{- end -}}
{{- if .Values.autoscaling.enabled -}}
{{- fail "autoscaling makes several replicas, but SQLite is for one: set autoscaling.enabled to false, or database.type to postgres" -}}
{{- end -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- $least := int (default $.Values.replicaCount .minReplicas) -}}
{{- if and .enabled (gt $least (int .maxReplicas)) -}}
{{- fail (printf "autoscaling.maxReplicas (%d) is less than the least number of replicas (%d): raise it, or lower autoscaling.minReplicas" (int .maxReplicas) $least) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "gateway.checkValues" -}}
{{- $config := include "gateway.config" . | fromYaml -}}
{{- if and (eq .Values.database.type "postgres") (not .Values.database.postgres.existingSecret.name) -}}
{{- fail "database.type is postgres: set database.postgres.existingSecret.name to the Secret that holds its URL" -}}
{{- end -}}
{{- if and (not .Values.existingSecret) (not .Values.extraEnv) (not .Values.extraEnvFrom) (not .Values.config.gateway_anonymous) -}}
{{- fail "the pods would have no master key and not start: set existingSecret to a Secret that holds GATEWAY_MASTER_KEY, or config.gateway_anonymous to true" -}}
{{- end -}}
{{- if and (eq (int $config.management_port) 0) (or .Values.serviceMonitor.enabled .Values.autoscaling.inFlight.enabled) -}}
{{- fail "metrics are read from the management port: set config.management_port, or serviceMonitor.enabled and autoscaling.inFlight.enabled to false" -}}
{{- end -}}
{{- if eq (int $config.port) (int $config.management_port) -}}
{{- fail "config.port and config.management_port are the same: change one" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute is enabled: set httpRoute.parentRefs to the Gateway that it belongs to, e.g. [{name: public, namespace: gateways}]" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress is enabled: set ingress.hosts" -}}
{{- end -}}
{{- if and .Values.networkPolicy.cilium.enabled (not .Values.networkPolicy.enabled) -}}
{{- fail "networkPolicy.cilium narrows the network policy: set networkPolicy.enabled to true" -}}
{{- end -}}
{{- end -}}

{{/* Every real API server serves apiregistration.k8s.io; helm's own list, for templates without a cluster, lacks it. */}}
{{- define "gateway.checkKinds" -}}
{{- if .Capabilities.APIVersions.Has "apiregistration.k8s.io/v1" -}}
{{- $needed := list
  (list .Values.serviceMonitor.enabled "monitoring.coreos.com/v1/ServiceMonitor" "serviceMonitor.enabled" "the Prometheus operator")
  (list .Values.prometheusRule.enabled "monitoring.coreos.com/v1/PrometheusRule" "prometheusRule.enabled" "the Prometheus operator")
  (list .Values.httpRoute.enabled "gateway.networking.k8s.io/v1/HTTPRoute" "httpRoute.enabled" "the Gateway API")
  (list .Values.networkPolicy.cilium.enabled "cilium.io/v2/CiliumNetworkPolicy" "networkPolicy.cilium.enabled" "Cilium") -}}
{{- range $needed -}}
{{- if and (index . 0) (not ($.Capabilities.APIVersions.Has (index . 1))) -}}
{{- fail (printf "the cluster does not know %s: install the CRDs of %s, or set %s to false" (index . 1) (index . 3) (index . 2)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Only where the cluster can be asked: a namespace that helm is about to make has no Secrets that could be looked for. */}}
{{- define "gateway.checkSecrets" -}}
{{- if .Values.verifySecrets -}}
{{- if lookup "v1" "Namespace" "" .Release.Namespace -}}
{{- range (include "gateway.secrets" . | fromYaml).secrets -}}
{{- $secret := lookup "v1" "Secret" $.Release.Namespace .name -}}
{{- if not $secret -}}
{{- fail (printf "there is no Secret %q in the namespace %q: create it with the keys %s, or set %s to the right name (verifySecrets=false if it comes later)" .name $.Release.Namespace (join ", " .keys) .value) -}}
{{- end -}}
{{- range $key := .keys -}}
{{- if not (hasKey (default dict $secret.data) $key) -}}
{{- fail (printf "the Secret %q in the namespace %q has no key %s: add it (verifySecrets=false if it comes otherwise)" $secret.metadata.name $.Release.Namespace $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
