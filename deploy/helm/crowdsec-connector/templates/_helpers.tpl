{{- define "connector.chart" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "connector.name" -}}
{{- $chart := include "connector.chart" . }}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}{{ else if contains $chart .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name $chart | trunc 52 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "connector.selector" -}}
app.kubernetes.io/name: {{ include "connector.chart" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "connector.labels" -}}
{{ include "connector.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with .Values.labels }}
{{ include "connector.strings" . }}
{{- end }}
{{- end }}

{{- /* A map as labels and annotations have it: Kubernetes wants texts, also for 1 and true. */}}
{{- define "connector.strings" -}}
{{- $texts := dict }}
{{- range $name, $value := . }}{{ $_ := set $texts $name (include "connector.text" $value) }}{{ end }}
{{- toYaml $texts }}
{{- end }}

{{- /* Name, namespace, labels, annotations of an object. */}}
{{- define "connector.metadata" -}}
name: {{ include "connector.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "connector.labels" . | nindent 2 }}
{{- with .Values.annotations }}
annotations:
  {{- include "connector.strings" . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* A value as a variable has it: Helm takes every number for a float, and would write a million as 1e+06. */}}
{{- define "connector.text" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- /* Whether jobs come by HTTP, as a text that is empty for no. */}}
{{- define "connector.callback" -}}
{{- if eq (upper (toString .Values.settings.CONNECTOR_LISTEN_PROTOCOL)) "API" }}yes{{ end }}
{{- end }}

{{- define "connector.callbackPort" -}}
{{- include "connector.text" (.Values.settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT | default 7070) }}
{{- end }}

{{- /* How long a stop waits for jobs, in seconds. */}}
{{- define "connector.shutdownSeconds" -}}
{{- $text := include "connector.text" (.Values.settings.CONNECTOR_SHUTDOWN_TIMEOUT | default 30) | lower | nospace }}
{{- if regexMatch "^[0-9]+s?$" $text }}{{ trimSuffix "s" $text }}
{{- else if regexMatch "^[0-9]+m$" $text }}{{ mul 60 (trimSuffix "m" $text | int) }}
{{- else if regexMatch "^pt[0-9]+s$" $text }}{{ trimPrefix "pt" $text | trimSuffix "s" }}
{{- else if regexMatch "^pt[0-9]+m$" $text }}{{ mul 60 (trimPrefix "pt" $text | trimSuffix "m" | int) }}
{{- else }}{{ fail (printf "settings.CONNECTOR_SHUTDOWN_TIMEOUT: write %s as seconds or minutes, such as 45s, so that the pod gets long enough to end" $text) }}{{ end }}
{{- end }}

{{- define "connector.graceSeconds" -}}
{{- $timeout := include "connector.shutdownSeconds" . | int }}
{{- if kindIs "invalid" .Values.terminationGracePeriodSeconds }}{{ add $timeout 10 }}
{{- else if le (int .Values.terminationGracePeriodSeconds) $timeout }}{{ fail (printf "terminationGracePeriodSeconds: %d is not longer than CONNECTOR_SHUTDOWN_TIMEOUT (%d s), so jobs in progress would be killed; leave it out" (int .Values.terminationGracePeriodSeconds) $timeout) }}
{{- else }}{{ int .Values.terminationGracePeriodSeconds }}{{ end }}
{{- end }}

{{- define "connector.image" -}}
{{- .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "connector.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "connector.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- /* Options of Java: lines of application.properties as system properties, which win over the file. */}}
{{- define "connector.javaOptions" -}}
{{- $options := list }}
{{- if .Values.routes.configMap }}{{ $options = append $options "-Dgraphql.folder=file:graphql" }}{{ end }}
{{- range $name, $value := .Values.applicationProperties }}
{{- $text := include "connector.text" $value }}
{{- if contains "\"" $text }}{{ fail (printf "applicationProperties.%s: a quotation mark can't be passed on; use a ConfigMap over application.properties (extraVolumes)" $name) }}{{ end }}
{{- $options = append $options (printf "\"-D%s=%s\"" $name $text) }}
{{- end }}
{{- if .Values.javaOptions }}{{ $options = append $options .Values.javaOptions }}{{ end }}
{{- join " " $options }}
{{- end }}

{{- /* What the connector reads from its environment: for its container and for the test's. */}}
{{- define "connector.environment" -}}
envFrom:
  - configMapRef:
      name: {{ include "connector.name" . }}-settings
  {{- with .Values.extraEnvFrom }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
env:
  - name: OPENCTI_TOKEN_FILE
    value: /run/secrets/crowdsec-connector/{{ .Values.existingSecret.tokenKey }}
  - name: CROWDSEC_KEY_FILE
    value: /run/secrets/crowdsec-connector/{{ .Values.existingSecret.crowdsecKey }}
  {{- range $variable, $key := .Values.existingSecret.files }}
  - name: {{ $variable }}
    value: /run/secrets/crowdsec-connector/{{ $key }}
  {{- end }}
  {{- if or .Values.ca.secret .Values.ca.configMap }}
  - name: HTTPS_CA_CERTIFICATES
    value: /etc/crowdsec-connector/ca/{{ .Values.ca.key }}
  - name: MQ_USE_SSL_CA
    value: /etc/crowdsec-connector/ca/{{ .Values.ca.key }}
  {{- end }}
  {{- with include "connector.javaOptions" . }}
  - name: JDK_JAVA_OPTIONS
    # Kubernetes would put a variable in the place of $(NAME).
    value: {{ . | replace "$(" "$$(" | quote }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- /* What it reads from files: for both, too, for check reads the GraphQL documents. */}}
{{- define "connector.mounts" -}}
- name: state
  mountPath: /opt/crowdsec-connector/state
- name: tmp
  mountPath: /tmp
- name: secrets
  mountPath: /run/secrets/crowdsec-connector
  readOnly: true
{{- if or .Values.ca.secret .Values.ca.configMap }}
- name: ca
  mountPath: /etc/crowdsec-connector/ca
  readOnly: true
{{- end }}
{{- if .Values.routes.customConfigMap }}
- name: custom
  mountPath: /opt/crowdsec-connector/routes/custom
  readOnly: true
{{- end }}
{{- if .Values.routes.configMap }}
- name: routes
  mountPath: /opt/crowdsec-connector/routes
  readOnly: true
- name: graphql
  mountPath: /opt/crowdsec-connector/graphql
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "connector.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
- name: secrets
  secret:
    secretName: {{ .Values.existingSecret.name }}
    # 0440; decimal, since YAML 1.1 and 1.2 read a leading zero differently
    defaultMode: 288
{{- if .Values.ca.secret }}
- name: ca
  secret:
    secretName: {{ .Values.ca.secret }}
{{- else if .Values.ca.configMap }}
- name: ca
  configMap:
    name: {{ .Values.ca.configMap }}
{{- end }}
{{- with .Values.routes.customConfigMap }}
- name: custom
  configMap:
    name: {{ . }}
{{- end }}
{{- if .Values.routes.configMap }}
- name: routes
  configMap:
    name: {{ .Values.routes.configMap }}
- name: graphql
  configMap:
    name: {{ .Values.routes.graphqlConfigMap }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* For Reloader: Secrets and ConfigMaps of others, by name, that are read at the start only. Edited routes are reloaded. */}}
{{- define "connector.reloader" -}}
{{- $names := dict "secret.reloader.stakater.com/reload" (list .Values.existingSecret.name .Values.ca.secret | compact | join ",") }}
{{- with .Values.ca.configMap }}{{ $_ := set $names "configmap.reloader.stakater.com/reload" . }}{{ end }}
{{- include "connector.strings" (merge (dict) (.Values.annotations | default dict) $names) }}
{{- end }}

{{- define "connector.refuse" -}}
{{- if ne (empty .Values.routes.configMap) (empty .Values.routes.graphqlConfigMap) }}
{{- fail "routes.configMap and routes.graphqlConfigMap belong together: set both or none" }}
{{- end }}
{{- if and .Values.routes.customConfigMap .Values.routes.configMap }}
{{- fail "routes.customConfigMap is for the routes of the image; with routes.configMap, put your files into that ConfigMap" }}
{{- end }}
{{- if and .Values.ca.secret .Values.ca.configMap }}
{{- fail "ca.secret and ca.configMap: set one of them" }}
{{- end }}
{{- range $variable := list "HTTPS_CA_CERTIFICATES" "MQ_USE_SSL_CA" }}
{{- if and (or $.Values.ca.secret $.Values.ca.configMap) (hasKey $.Values.settings $variable) }}
{{- fail (printf "settings.%s: ca sets it already; leave one of them out" $variable) }}
{{- end }}
{{- end }}
{{- include "connector.refuseOwn" . }}
{{- if and .Values.keda.enabled (include "connector.callback" .) }}
{{- fail "keda.enabled: with settings.CONNECTOR_LISTEN_PROTOCOL API no queue is there to scale by" }}
{{- end }}
{{- $ports := dict "management.port" (int .Values.management.port) }}
{{- if .Values.metrics.enabled }}{{ $_ := set $ports "metrics.port" (int .Values.metrics.port) }}{{ end }}
{{- if include "connector.callback" . }}{{ $_ := set $ports "settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT" (include "connector.callbackPort" . | int) }}{{ end }}
{{- range $one, $port := $ports }}
{{- if gt $port 65535 }}{{ fail (printf "%s: %d is no port; the last one is 65535" $one $port) }}{{ end }}
{{- range $other, $same := $ports }}
{{- if and (ne $one $other) (eq $port $same) }}{{ fail (printf "%s and %s are both %d; give one of them another port" $one $other $port) }}{{ end }}
{{- end }}{{ end }}
{{- end }}

{{- /* Names that the chart uses itself, and would be there twice. */}}
{{- define "connector.refuseOwn" -}}
{{- $values := dict "OPENCTI_URL" "opencti.url" "CONNECTOR_ID" "connector.id" "CONNECTOR_MANAGEMENT_PORT" "management.port" "CONNECTOR_EXPOSE_METRICS" "metrics.enabled" "CONNECTOR_METRICS_PORT" "metrics.port" }}
{{- range $name, $_ := .Values.settings }}
{{- with get $values $name }}{{ fail (printf "settings.%s: set %s instead, so that probes, ports and names follow" $name .) }}{{ end }}
{{- end }}
{{- range .Values.extraEnv }}
{{- with get $values .name }}{{ fail (printf "extraEnv: set %s itself, so that probes, ports and names follow" .) }}{{ end }}
{{- if has .name (list "CONNECTOR_SHUTDOWN_TIMEOUT" "CONNECTOR_MANAGEMENT_SSL" "CONNECTOR_LISTEN_PROTOCOL" "CONNECTOR_LISTEN_PROTOCOL_API_PORT") }}
{{- fail (printf "extraEnv: set %s under settings, so that probes and ports follow" .name) }}
{{- end }}
{{- if has .name (list "OPENCTI_TOKEN" "CROWDSEC_KEY") }}
{{- fail (printf "extraEnv: %s comes from the Secret that existingSecret names" .name) }}
{{- end }}
{{- if hasKey $.Values.settings .name }}{{ fail (printf "extraEnv: %s is among the settings, too; leave one of them out" .name) }}{{ end }}
{{- end }}
{{- range $what := list (list "extraEnv" "name" (include "connector.environment" . | fromYaml).env) (list "extraVolumes" "name" (concat (list (dict "name" "state") (dict "name" "extra")) (include "connector.volumes" . | fromYamlArray))) (list "extraVolumeMounts" "mountPath" (prepend (include "connector.mounts" . | fromYamlArray) (dict "mountPath" "/opt/crowdsec-connector/extra"))) }}
{{- $seen := list }}
{{- range index $what 2 }}
{{- $name := get . (index $what 1) }}
{{- if has $name $seen }}{{ fail (printf "%s: %s is there twice, perhaps once by the chart itself; take another one, or the value that the chart has for it" (first $what) $name) }}{{ end }}
{{- $seen = append $seen $name }}
{{- end }}
{{- end }}
{{- range $map := list "labels" "podLabels" }}
{{- range $label := list "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/version" "app.kubernetes.io/managed-by" "helm.sh/chart" }}
{{- if hasKey (get $.Values $map | default dict) $label }}{{ fail (printf "%s: %s is the chart's own, by which Service and policies find the pods; nameOverride changes the name" $map $label) }}{{ end }}
{{- end }}
{{- end }}
{{- end }}
