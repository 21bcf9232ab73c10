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
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* Name, namespace, labels, annotations of an object. */}}
{{- define "connector.metadata" -}}
name: {{ include "connector.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "connector.labels" . | nindent 2 }}
{{- with .Values.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
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
    value: {{ . | quote }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- /* Where these files are: for both containers, too. */}}
{{- define "connector.mounts" -}}
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
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* For Reloader: Secrets and ConfigMaps of others, by name, that are read at the start only. Edited routes are reloaded. */}}
{{- define "connector.reloader" -}}
secret.reloader.stakater.com/reload: {{ list .Values.existingSecret.name .Values.ca.secret | compact | join "," | quote }}
{{- with .Values.ca.configMap }}
configmap.reloader.stakater.com/reload: {{ . | quote }}
{{- end }}
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
{{- $ports := dict "management.port" (int .Values.management.port) }}
{{- if .Values.metrics.enabled }}{{ $_ := set $ports "metrics.port" (int .Values.metrics.port) }}{{ end }}
{{- if include "connector.callback" . }}{{ $_ := set $ports "settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT" (include "connector.callbackPort" . | int) }}{{ end }}
{{- range $one, $port := $ports }}{{ range $other, $same := $ports }}
{{- if and (ne $one $other) (eq $port $same) }}{{ fail (printf "%s and %s are both %d; give one of them another port" $one $other $port) }}{{ end }}
{{- end }}{{ end }}
{{- end }}
