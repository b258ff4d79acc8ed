{{/* The name of one service's objects. Arguments: root, service. */}}
{{- define "ringfence.name" -}}
{{- printf "%s-%s" (.root.Release.Name | trunc 40 | trimSuffix "-") .service -}}
{{- end -}}

{{- define "ringfence.selector" -}}
app.kubernetes.io/name: ringfence
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service }}
{{- end -}}

{{- define "ringfence.labels" -}}
{{ include "ringfence.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "ringfence.metadata" -}}
name: {{ include "ringfence.name" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "ringfence.labels" . | nindent 2 }}
{{- end -}}

{{/* What every pod has around its container. */}}
{{- define "ringfence.pod" -}}
serviceAccountName: {{ include "ringfence.name" . }}
automountServiceAccountToken: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .hostNetwork }}
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
{{- end }}
terminationGracePeriodSeconds: 30
securityContext:
  {{- if .asRoot }}
  runAsUser: 0
  runAsNonRoot: false
  {{- else }}
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What every container has; its own environment follows it. The capabilities a service adds are named by it. */}}
{{- define "ringfence.container" -}}
name: {{ .service }}
{{- with .root.Values.image }}
image: {{ printf "%s%s/%s:%s" (ternary "" (printf "%s/" (trimSuffix "/" .registry)) (empty .registry)) .repository $.service (default $.root.Chart.AppVersion .tag) | quote }}
imagePullPolicy: {{ .pullPolicy }}
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
    {{- with .capabilities }}
    add: {{ toJson . }}
    {{- end }}
startupProbe:
  httpGet: { path: /q/health/live, port: management }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /q/health/live, port: management }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: { path: /q/health/ready, port: management }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
resources:
  {{- toYaml .values.resources | nindent 2 }}
volumeMounts:
  - { name: data, mountPath: /data }
  - { name: tmp, mountPath: /tmp }
  {{- if and (eq .service "sip-edge") .root.Values.sip.tls.existingSecret }}
  - { name: tls, mountPath: /tls, readOnly: true }
  {{- end }}
{{- end -}}

{{- define "ringfence.tmp" -}}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
{{- end -}}

{{/* The environment that all services share. Arguments besides: portVariable, hostNetwork. */}}
{{- define "ringfence.env" -}}
- name: RINGFENCE_KAFKA_BOOTSTRAP
  value: {{ .root.Values.kafka.bootstrap | quote }}
- name: RINGFENCE_NODE
  valueFrom:
    fieldRef:
      fieldPath: {{ ternary "spec.nodeName" "metadata.name" .hostNetwork }}
- name: RINGFENCE_DATA_DIR
  value: /data
- name: {{ .portVariable }}
  value: {{ .values.managementPort | quote }}
- name: RINGFENCE_MANAGEMENT_BIND
  {{- if .hostNetwork }}
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
  {{- else }}
  value: 0.0.0.0
  {{- end }}
{{- with .values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "ringfence.env.postgres" -}}
{{- with .root.Values.postgres }}
- name: RINGFENCE_POSTGRES_HOST
  value: {{ .host | quote }}
- name: RINGFENCE_POSTGRES_PORT
  value: {{ .port | quote }}
- name: RINGFENCE_POSTGRES_DATABASE
  value: {{ .database | quote }}
- name: RINGFENCE_POSTGRES_USER
  value: {{ .user | quote }}
- name: RINGFENCE_POSTGRES_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret }}
      key: {{ .passwordKey }}
{{- end }}
{{- end -}}

{{- define "ringfence.env.secretKey" -}}
- name: RINGFENCE_SECRET_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.secretKey.existingSecret }}
      key: {{ .root.Values.secretKey.key }}
{{- end -}}

{{/* A claim's specification. Argument: the service's persistence. */}}
{{- define "ringfence.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .storageClass }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ .size }}
{{- end -}}

{{/* Each service with its values and what is particular about it. */}}
{{- define "ringfence.services" -}}
sip-edge: { values: sipEdge, portVariable: RINGFENCE_SIP_EDGE_PORT, hostNetwork: true }
auth-guard: { values: authGuard, portVariable: RINGFENCE_AUTH_GUARD_PORT, hostNetwork: false }
firewall-service: { values: firewallService, portVariable: RINGFENCE_FIREWALL_SERVICE_PORT, hostNetwork: true, asRoot: true, capabilities: [NET_ADMIN] }
notifier: { values: notifier, portVariable: RINGFENCE_NOTIFIER_PORT, hostNetwork: false }
admin-api: { values: adminApi, portVariable: RINGFENCE_ADMIN_API_PORT, hostNetwork: false }
{{- end -}}

{{/* The argument of the templates above for one service, as YAML. Arguments: root, service. */}}
{{- define "ringfence.facts" -}}
{{- index (include "ringfence.services" . | fromYaml) .service | toYaml -}}
{{- end -}}
