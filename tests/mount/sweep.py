#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every GET operation of the API, and where it is in the tree.

sweep.py URL TOKEN MOUNT REVEALED [WHAT]

For each operation: what is in the tree is what the API answers, on a mount
that hides secrets and on one with reveal_secrets, and so is the operation
through raw/. Prints a line for each operation and a summary; the status is 1
where something is not as it should be. WHAT: only operations with that in
their path.

A line of OPERATIONS: class, path and query of the API, places.

  list    its answer is a list, in the tree as a whole and by object
  call    a call of its own, behind a link or one of few at the top
  secret  refused unless secrets are to be revealed
  raw     in raw/ only

A place is PATH=HOW, where HOW says what is the same as what:

  all[:KEY]    an array of all items: the items of the answer, in its member
               KEY where it has one (KEY.KEY further in)
  pages[:KEY]  the same, of all pages
  item:X       one object: the item of that list which is sample X
  count        a number and a newline: the member `count`
  doc          the same JSON
  bytes        the same bytes
  csv          the same bytes, asked for as text/csv
  logo         bytes: what the answer holds as base64

A query that ends with '*' has more parameters, which depend on the place and
on the time: a request of the program's own, as the simulator has logged it, is
made again. It has to be for the window and the group in the place's name.
"""
import base64
import datetime
import errno
import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

# Name, list, its member that holds them, place, which of them.
SAMPLES = '''
c     /api/v1/clusters - clusters/{name}
d     /api/v1/org-unit/departments departments {c}/departments/{name}
p     /api/v1/org-unit/projects projects {c}/projects/{name}
np    /api/v1/node-pools nodepools {c}/node-pools/{name}
n     /api/v1/nodes nodes {c}/nodes/{name}
t     /api/v1/network-topologies networkTopologies {c}/network-topologies/{name}
w     /api/v1/workloads workloads {p}/workloads/{name} type=Workspace
wt    /api/v1/workloads workloads {p}/workloads/{name} type=Training
wd    /api/v1/workloads workloads {p}/workloads/{name} type=Distributed
wi    /api/v1/workloads workloads {p}/workloads/{name} type=Inference
wdi   /api/v1/workloads workloads {p}/workloads/{name} type=DistributedInference
wv2   /api/v1/workloads workloads {p}/workloads/{name} type=PyTorchJob
wn    /api/v1/workloads workloads {p}/workloads/{name} type=NIMService
pod   /api/v1/workloads/pods pods {w}/pods/{name}
podi  /api/v1/workloads/pods pods {w}/pods/{name} workloadId=@wi
user  /api/v1/users - access/users/{username}
sa    /api/v1/service-accounts - access/service-accounts/{name}
role  /api/v1/authorization/roles - access/roles/{name}
rule  /api/v1/authorization/access-rules accessRules access/access-rules/{id}
key   /api/v1/access-keys accessKeys me/access-keys/{name}
akey  /api/v1/administration/access-keys accessKeys -
idp   /api/v1/idps - access/idps/{alias}
set   /v1/k8s/setting - tenant/settings/{key}
comp  /api/v1/asset/compute entries assets/compute/{meta.name}
env   /api/v1/asset/environment entries assets/environments/{meta.name}
reg   /api/v1/asset/registries entries assets/registries/{meta.name}
git   /api/v1/asset/datasource/git entries assets/datasources/git/{meta.name}
hp    /api/v1/asset/datasource/host-path entries assets/datasources/host-path/{meta.name}
nfs   /api/v1/asset/datasource/nfs entries assets/datasources/nfs/{meta.name}
pvc   /api/v1/asset/datasource/pvc entries assets/datasources/pvc/{meta.name}
s3    /api/v1/asset/datasource/s3 entries assets/datasources/s3/{meta.name}
cm    /api/v1/asset/datasource/config-map entries assets/datasources/config-map/{meta.name}
sec   /api/v1/asset/datasource/secrets entries assets/datasources/secrets/{meta.name}
cak   /api/v1/asset/credentials/access-key entries assets/credentials/access-key/{meta.name}
cpw   /api/v1/asset/credentials/password entries assets/credentials/password/{meta.name}
cdr   /api/v1/asset/credentials/docker-registry entries assets/credentials/docker-registry/{meta.name}
cgs   /api/v1/asset/credentials/generic-secret entries assets/credentials/generic-secret/{meta.name}
cng   /api/v1/asset/credentials/ngc-api-key entries assets/credentials/ngc-api-key/{meta.name}
at    /api/v1/asset/workload-template entries -
tw    /api/v1/workload-templates/workspaces entries workload-templates/workspaces/{meta.name}
tt    /api/v1/workload-templates/trainings entries workload-templates/trainings/{meta.name}
td    /api/v1/workload-templates/distributed entries workload-templates/distributed/{meta.name}
ti    /api/v1/workload-templates/inferences entries workload-templates/inferences/{meta.name}
cat   /api/v1/workload-categories categories workload-properties/categories/{name}
type  /api/v1/workload-types types workload-properties/types/{name}
ai    /api/v1/ai-applications applications ai-applications/{name}
dv    /api/v1/datavolumes?requestType=Originated datavolumes data-volumes/{name}
rep   /api/v1/org-unit/reports reports reports/{name} status=Ready
chan  /api/v1/notification-channels - tenant/notifications/channels/{name}
sc    /api/v2/storage-classes?clusterId={c.id} items {c}/storage-classes/{storageClassName}
scc   /api/v1/storage-class-configuration storageClassConfigurations -
'''

OPERATIONS = '''
# clusters and what they are made of
raw  /api/v1/clusters/{c.id}/nodes
call /api/v1/clusters/{c.id}/nodes/count {c.at}/more/nodes.count=count
list /api/v1/clusters lists/clusters.json=all {c.at}/info.json=item:c
call /api/v1/clusters/{c.id} {c.at}/more/detail.json=doc
call /api/v1/clusters/{c.id}/metrics?* {c.at}/more/metrics.csv=csv {c.at}/more/metrics/24h.json=doc {c.at}/more/metrics/24h.csv=csv {c.at}/more/metrics/by-category/24h.csv=csv {c.at}/more/metrics/by-node-pool/24h.csv=csv {c.at}/more/metrics/by-project/24h.csv=csv {c.at}/more/metrics/by-department/24h.csv=csv
call /api/v1/clusters/{np.clusterId}/nodepools/{np.name}/metrics?* {np.at}/more/metrics.csv=csv {np.at}/more/metrics/24h.json=doc
list /api/v1/node-pools lists/node-pools.json=pages:nodepools {np.at}/info.json=item:np
call /api/v1/node-pools/count lists/node-pools.count=count
call /api/v1/node-pools/{np.id} {np.at}/more/detail.json=doc by-id/{np.id}/more/detail.json=doc
secret /api/v1/clusters/{c.id}/cluster-install-info?version=2.20 {c.at}/more/install/2.20.json=doc
list /api/v1/nodes lists/nodes.json=pages:nodes {n.at}/info.json=item:n
call /api/v1/nodes/count lists/nodes.count=count
call /api/v1/nodes/telemetry?telemetryType=TOTAL_GPUS* telemetry/nodes/TOTAL_GPUS.json=doc telemetry/nodes/TOTAL_GPUS.csv=csv telemetry/nodes/by-cluster/TOTAL_GPUS.json=doc telemetry/nodes/by-node-pool/TOTAL_GPUS.csv=csv telemetry/nodes/by-node/TOTAL_GPUS.json=doc {c.at}/more/telemetry/nodes/TOTAL_GPUS.json=doc {np.at}/more/telemetry/nodes/TOTAL_GPUS.json=doc
call /api/v1/nodes/{n.id}/metrics?* {n.at}/more/metrics.csv=csv {n.at}/more/metrics/24h.json=doc
list /api/v1/network-topologies lists/network-topologies.json=all:networkTopologies {t.at}/info.json=item:t
call /api/v1/network-topologies/count lists/network-topologies.count=count
call /api/v1/network-topologies/{t.id} {t.at}/more/detail.json=doc
# departments, projects, reports
call /api/v1/org-unit/priorities tenant/org-unit-priorities.json=all:priorities
list /api/v1/org-unit/reports lists/reports.json=pages:reports {rep.at}/info.json=item:rep
call /api/v1/org-unit/reports/count lists/reports.count=count
call /api/v1/org-unit/reports/availability lists/reports-available.json=doc
call /api/v1/org-unit/reports/{rep.id} {rep.at}/more/detail.json=doc
call /api/v1/org-unit/reports/{rep.id}/file {rep.at}/more/report.csv=bytes
list /api/v1/org-unit/departments?verbosity=verbose lists/departments.json=pages:departments {d.at}/info.json=item:d
call /api/v1/org-unit/departments/{d.id} {d.at}/more/detail.json=doc
call /api/v1/org-unit/departments/{d.id}/metrics?* {d.at}/more/metrics.csv=csv {d.at}/more/metrics/24h.json=doc
call /api/v1/org-unit/departments/telemetry?telemetryType=GPU_QUOTA* telemetry/departments/GPU_QUOTA.json=doc telemetry/departments/by-cluster/GPU_QUOTA.json=doc
call /api/v1/org-unit/departments/count lists/departments.count=count
list /api/v1/org-unit/projects lists/projects.json=pages:projects {p.at}/info.json=item:p
call /api/v1/org-unit/projects/{p.id} {p.at}/more/detail.json=doc
call /api/v1/org-unit/projects/{p.id}/metrics?* {p.at}/more/metrics.csv=csv {p.at}/more/metrics/24h.json=doc
call /api/v1/org-unit/projects/telemetry?telemetryType=GPU_QUOTA* telemetry/projects/GPU_QUOTA.json=doc telemetry/projects/by-cluster/GPU_QUOTA.json=doc telemetry/projects/by-node-pool/GPU_QUOTA.json=doc telemetry/projects/by-department/GPU_QUOTA.json=doc
call /api/v1/org-unit/projects/count lists/projects.count=count
# the older generation, as far as it is still there
secret /v1/k8s/clusters/{c.id}/installfile?* {c.at}/more/install/installfile.yaml=bytes {c.at}/more/install/installfile.json=bytes {c.at}/more/install/gke.yaml=bytes
raw  /v1/k8s/clusters/{c.id}/node-pools
list /v1/k8s/setting lists/settings.json=all {set.at}/info.json=item:set
call /v1/k8s/setting/{set.key} {set.at}/more/detail.json=doc
raw  /v1/k8s/clusters/{c.id}/metrics
raw  /v1/k8s/clusters/{c.id}/departments/metrics
raw  /v1/k8s/clusters/{d.clusterId}/departments/{d.id}/metrics
raw  /v1/k8s/clusters/{c.id}/projects/metrics
raw  /v1/k8s/clusters/{p.clusterId}/projects/{p.id}/metrics
call /v1/k8s/admin-cli/linux cli/admin/linux/runai-adm=bytes
call /v1/k8s/admin-cli/linux/checksum cli/admin/linux/checksum=doc
call /v1/k8s/admin-cli/v2.20.1/linux cli/admin/v2.20.1/linux/runai-adm=bytes
call /v1/k8s/admin-cli/v2.20.1/linux/checksum cli/admin/v2.20.1/linux/checksum=doc
# assets
list /api/v1/asset/compute lists/compute.json=all:entries {comp.at}/info.json=item:comp
call /api/v1/asset/compute/{comp.id}?usageInfo=true {comp.at}/more/detail.json=doc
list /api/v1/asset/credentials?statusInfo=true lists/credentials.json=all:entries
list /api/v1/asset/credentials/access-key?statusInfo=true lists/credentials-access-key.json=all:entries {cak.at}/info.json=item:cak
call /api/v1/asset/credentials/access-key/{cak.id}?usageInfo=true&statusInfo=true {cak.at}/more/detail.json=doc
list /api/v1/asset/credentials/password?statusInfo=true lists/credentials-password.json=all:entries {cpw.at}/info.json=item:cpw
call /api/v1/asset/credentials/password/{cpw.id}?usageInfo=true&statusInfo=true {cpw.at}/more/detail.json=doc
list /api/v1/asset/credentials/docker-registry?statusInfo=true lists/credentials-docker-registry.json=all:entries {cdr.at}/info.json=item:cdr
call /api/v1/asset/credentials/docker-registry/{cdr.id}?usageInfo=true&statusInfo=true {cdr.at}/more/detail.json=doc
list /api/v1/asset/credentials/generic-secret?statusInfo=true lists/credentials-generic-secret.json=all:entries {cgs.at}/info.json=item:cgs
call /api/v1/asset/credentials/generic-secret/{cgs.id}?usageInfo=true&statusInfo=true {cgs.at}/more/detail.json=doc
list /api/v1/asset/credentials/ngc-api-key?statusInfo=true lists/credentials-ngc-api-key.json=all:entries {cng.at}/info.json=item:cng
call /api/v1/asset/credentials/ngc-api-key/{cng.id}?usageInfo=true&statusInfo=true {cng.at}/more/detail.json=doc
list /api/v1/asset/registries lists/registries.json=all:entries {reg.at}/info.json=item:reg
call /api/v1/asset/registries/{reg.id} {reg.at}/more/detail.json=doc
call /api/v1/asset/registries/{reg.id}/repositories {reg.at}/more/repositories.json=all:repositories
call /api/v1/asset/registries/{reg.id}/repositories/tags?repository={REPOSITORY} {reg.at}/more/tags/{REPOSITORY_NAME}.json=all:tags
list /api/v1/asset/environment?statusInfo=true lists/environments.json=all:entries {env.at}/info.json=item:env
call /api/v1/asset/environment/{env.id}?usageInfo=true&statusInfo=true {env.at}/more/detail.json=doc
list /api/v1/asset/datasource?statusInfo=true lists/datasources.json=all:entries
list /api/v1/asset/datasource/git?statusInfo=true lists/datasources-git.json=all:entries {git.at}/info.json=item:git
call /api/v1/asset/datasource/git/{git.id}?usageInfo=true&statusInfo=true {git.at}/more/detail.json=doc
list /api/v1/asset/datasource/host-path lists/datasources-host-path.json=all:entries {hp.at}/info.json=item:hp
call /api/v1/asset/datasource/host-path/{hp.id}?usageInfo=true {hp.at}/more/detail.json=doc
list /api/v1/asset/datasource/nfs lists/datasources-nfs.json=all:entries {nfs.at}/info.json=item:nfs
call /api/v1/asset/datasource/nfs/{nfs.id}?usageInfo=true {nfs.at}/more/detail.json=doc
list /api/v1/asset/datasource/pvc?statusInfo=true lists/datasources-pvc.json=all:entries {pvc.at}/info.json=item:pvc
call /api/v1/asset/datasource/pvc/{pvc.id}?usageInfo=true&statusInfo=true {pvc.at}/more/detail.json=doc
call /api/v1/asset/datasource/pvc/{pvc.id}/history {pvc.at}/more/history.json=pages:records
list /api/v1/asset/datasource/s3?statusInfo=true lists/datasources-s3.json=all:entries {s3.at}/info.json=item:s3
call /api/v1/asset/datasource/s3/{s3.id}?usageInfo=true&statusInfo=true {s3.at}/more/detail.json=doc
raw  /api/v1/asset/workload-template
raw  /api/v1/asset/workload-template/{at.id}
list /api/v1/asset/datasource/config-map?statusInfo=true lists/datasources-config-map.json=all:entries {cm.at}/info.json=item:cm
call /api/v1/asset/datasource/config-map/{cm.id}?usageInfo=true&statusInfo=true {cm.at}/more/detail.json=doc
list /api/v1/asset/datasource/secrets?statusInfo=true lists/datasources-secrets.json=all:entries {sec.at}/info.json=item:sec
call /api/v1/asset/datasource/secrets/{sec.id}?usageInfo=true&statusInfo=true {sec.at}/more/detail.json=doc
# policies
call /api/v2/policy lists/policies.json=all:policies
call /api/v2/policy/trainings?scope=* policies/trainings.json=doc {c.at}/more/policies/trainings.json=doc {d.at}/more/policies/trainings.json=doc {p.at}/more/policies/trainings.json=doc
call /api/v2/policy/workspaces?scope=* policies/workspaces.json=doc {c.at}/more/policies/workspaces.json=doc {d.at}/more/policies/workspaces.json=doc {p.at}/more/policies/workspaces.json=doc
call /api/v2/policy/distributed?scope=* policies/distributed.json=doc {c.at}/more/policies/distributed.json=doc {d.at}/more/policies/distributed.json=doc {p.at}/more/policies/distributed.json=doc
call /api/v2/policy/inferences?scope=* policies/inferences.json=doc {c.at}/more/policies/inferences.json=doc {d.at}/more/policies/inferences.json=doc {p.at}/more/policies/inferences.json=doc
call /api/v2/policy/distributed-inferences?scope=* policies/distributed-inferences.json=doc {c.at}/more/policies/distributed-inferences.json=doc {d.at}/more/policies/distributed-inferences.json=doc {p.at}/more/policies/distributed-inferences.json=doc
call /api/v2/policy/nim-services?scope=* policies/nim-services.json=doc {c.at}/more/policies/nim-services.json=doc {d.at}/more/policies/nim-services.json=doc {p.at}/more/policies/nim-services.json=doc
# storage
raw  /v1/k8s/clusters/{c.id}/storage-classes
call /api/v1/storage-classes?clusterId={c.id} {c.at}/more/storage-classes.v1.json=all:items
list /api/v2/storage-classes?clusterId={c.id} {c.at}/more/storage-classes.json=all:items {sc.at}/info.json=item:sc
list /api/v1/storage-class-configuration lists/storage-class-configurations.json=pages:storageClassConfigurations {scc.at}/info.json=item:scc
call /api/v1/storage-class-configuration/{scc.id} {scc.at}/more/detail.json=doc
raw  /v1/k8s/clusters/{p.clusterId}/projects
raw  /v1/k8s/clusters/{p.clusterId}/projects/{p.id}
raw  /v1/k8s/clusters/{d.clusterId}/departments
# who may do what
list /api/v1/authorization/roles lists/roles.json=all {role.at}/info.json=item:role
call /api/v1/authorization/roles/{role.id} {role.at}/more/detail.json=doc
list /api/v1/authorization/access-rules lists/access-rules.json=pages:accessRules {rule.at}/info.json=item:rule
call /api/v1/authorization/access-rules/{rule.id} {rule.at}/more/detail.json=doc
call /api/v1/authorization/access-rules/count lists/access-rules.count=count
call /api/v1/authorization/permissions access/permissions.json=all
call /api/v1/authorization/me/access-rules me/access-rules.json=pages:accessRules.accessRules
call /api/v1/authorization/me/access-rules/count me/access-rules.count=count
list /api/v1/idps lists/idps.json=all {idp.at}/info.json=item:idp
call /api/v1/idps/{idp.alias} {idp.at}/more/detail.json=doc
call /api/v1/idps/{idp.alias}/mappers {idp.at}/more/mappers.json=doc
list /api/v1/users lists/users.json=pages {user.at}/info.json=item:user
call /api/v1/users/count lists/users.count=count
call /api/v1/users/{user.id} {user.at}/more/detail.json=doc
raw  /api/v1/apps
raw  /api/v1/apps/{sa.id}
list /api/v1/service-accounts lists/service-accounts.json=all {sa.at}/info.json=item:sa
call /api/v1/service-accounts/{sa.id} {sa.at}/more/detail.json=doc
list /api/v1/access-keys lists/my-access-keys.json=all:accessKeys {key.at}/info.json=item:key
call /api/v1/access-keys/{key.id} {key.at}/more/detail.json=doc
call /api/v1/administration/access-keys access/access-keys.json=all:accessKeys
raw  /api/v1/user-applications
raw  /api/v1/user-applications/{key.id}
raw  /api/v1/administration/user-applications
call /api/v1/security/settings tenant/security-settings.json=doc
call /api/v1/security/settings/browserSessionTimeout tenant/security-settings/browserSessionTimeout.json=doc
# workloads and pods
list /api/v1/workloads?* lists/workloads.json=pages:workloads lists/workloads-deleted.json=pages:workloads {w.at}/info.json=item:w
call /api/v1/workloads/{w.id} {w.at}/more/detail.json=doc
call /api/v1/workloads/count lists/workloads.count=count
call /api/v1/workloads/telemetry?telemetryType=WORKLOADS_COUNT* telemetry/workloads/WORKLOADS_COUNT.json=doc telemetry/workloads/WORKLOADS_COUNT.csv=csv telemetry/workloads/by-cluster/WORKLOADS_COUNT.json=doc telemetry/workloads/by-department/WORKLOADS_COUNT.json=doc telemetry/workloads/by-project/WORKLOADS_COUNT.json=doc telemetry/workloads/by-type/WORKLOADS_COUNT.csv=csv telemetry/workloads/by-node-pool/WORKLOADS_COUNT.json=doc telemetry/workloads/by-phase/WORKLOADS_COUNT.json=doc telemetry/workloads/by-category/WORKLOADS_COUNT.json=doc
list /api/v1/workloads/pods?verbosity=full lists/pods.json=pages:pods {pod.at}/info.json=item:pod
call /api/v1/workloads/{pod.workloadId}/pods/{pod.id}/metrics?* {pod.at}/more/metrics.csv=csv {pod.at}/more/metrics/24h.json=doc
call /api/v1/workloads/{w.id}/pods {w.at}/more/pods.json=pods
call /api/v1/workloads/pods/count lists/pods.count=count
call /api/v1/workloads/{w.id}/events {w.at}/more/events.json=pages:events
call /api/v1/workloads/{w.id}/history {w.at}/more/history.json=pages:records
call /api/v1/workloads/{w.id}/metrics?* {w.at}/more/metrics.csv=csv {w.at}/more/metrics/24h.json=doc
call /api/v1/workloads/workspaces/{w.id} {w.at}/more/spec.json=doc
call /api/v1/workloads/trainings/{wt.id} {wt.at}/more/spec.json=doc
call /api/v1/workloads/distributed/{wd.id} {wd.at}/more/spec.json=doc
call /api/v1/workloads/distributed-inferences/{wdi.id} {wdi.at}/more/spec.json=doc
call /api/v1/workloads/inferences/{wi.id} {wi.at}/more/spec.json=doc
call /api/v1/workloads/inferences/{wi.id}/metrics?* {wi.at}/more/inference-metrics.csv=csv {wi.at}/more/inference-metrics/24h.json=doc
call /api/v1/workloads/inferences/{wi.id}/pods/{podi.id}/metrics?* {podi.at}/more/inference-metrics.csv=csv
call /api/v1/workloads/inferences/{wi.id}/revisions {wi.at}/more/revisions.json=all:revisions
call /api/v1/workloads/inferences/{wi.id}/revisions/count {wi.at}/more/revisions.count=count
call /api/v1/workloads/inferences/revisions/{REVISION} {wi.at}/more/revisions/{REVISION_NAME}/detail.json=doc
call /api/v1/workloads/inferences/revisions/{REVISION}/pods {wi.at}/more/revisions/{REVISION_NAME}/pods.json=all:pods
call /api/v1/workloads/inferences/revisions/{REVISION}/events {wi.at}/more/revisions/{REVISION_NAME}/events.json=pages:events
call /api/v1/workloads/inferences/revisions/{REVISION}/history {wi.at}/more/revisions/{REVISION_NAME}/history.json=pages:records
# templates and properties
list /api/v1/workload-templates lists/workload-templates.json=pages:entries
raw  /api/v1/workload-templates/name-availability?templateName=nobody-has-it&scopeType=tenant
call /api/v1/workload-templates/{tw.id} {tw.at}/more/detail.json=doc
call /api/v1/workload-templates/count lists/workload-templates.count=count
list /api/v1/workload-templates/workspaces lists/workload-templates-workspaces.json=pages:entries {tw.at}/info.json=item:tw
call /api/v1/workload-templates/workspaces/{tw.id} {tw.at}/more/spec.json=doc
list /api/v1/workload-templates/trainings lists/workload-templates-trainings.json=pages:entries {tt.at}/info.json=item:tt
call /api/v1/workload-templates/trainings/{tt.id} {tt.at}/more/spec.json=doc
list /api/v1/workload-templates/distributed lists/workload-templates-distributed.json=pages:entries {td.at}/info.json=item:td
call /api/v1/workload-templates/distributed/{td.id} {td.at}/more/spec.json=doc
list /api/v1/workload-templates/inferences lists/workload-templates-inferences.json=pages:entries {ti.at}/info.json=item:ti
call /api/v1/workload-templates/inferences/{ti.id} {ti.at}/more/spec.json=doc
list /api/v1/workload-categories lists/workload-categories.json=all:categories {cat.at}/info.json=item:cat
call /api/v1/workload-categories/{cat.id} {cat.at}/more/detail.json=doc
list /api/v1/workload-types lists/workload-types.json=all:types {type.at}/info.json=item:type
call /api/v1/workload-types/{type.id} {type.at}/more/detail.json=doc
call /api/v1/workload-priorities workload-properties/priorities.json=all:priorities
list /api/v1/ai-applications?verbosity=full lists/ai-applications.json=pages:applications {ai.at}/info.json=item:ai
call /api/v1/ai-applications/count lists/ai-applications.count=count
call /api/v1/ai-applications/{ai.id} {ai.at}/more/detail.json=doc
call /api/v2/workloads/{wv2.id} {wv2.at}/more/spec.json=doc
call /api/v2/workloads/nim-services/{wn.id} {wn.at}/more/spec.json=doc
# the rest
call /api/v1/logo tenant/logo.json=doc tenant/logo=logo
list /api/v1/datavolumes?requestType=* lists/data-volumes.json=pages:datavolumes {p.at}/more/data-volumes.json=pages:datavolumes {dv.at}/info.json=item:dv
call /api/v1/datavolumes/{dv.id} {dv.at}/more/detail.json=doc
raw  /api/v1/datavolumes/name-availability?dataName=nobody-has-it&clusterId={c.id}
call /api/v1/datavolumes/count?requestType=Originated lists/data-volumes.count=count
call /api/v1/datavolumes/{dv.id}/sharedScopes {dv.at}/more/shared-scopes.json=all
call /api/v1/cli-exposer/installer/unix cli/installer/unix.sh=bytes
call /api/v1/cli-exposer/installer/unix/commands cli/installer/unix.commands.json=doc
call /api/v1/cli-exposer/installer/mac cli/installer/mac.sh=bytes
call /api/v1/cli-exposer/installer/mac/commands cli/installer/mac.commands.json=doc
call /api/v1/cli-exposer/installer/linux cli/installer/linux.sh=bytes
call /api/v1/cli-exposer/installer/linux/commands cli/installer/linux.commands.json=doc
call /api/v1/cli-exposer/installer/windows/commands cli/installer/windows.commands.json=doc
call /api/v1/cli-exposer/dist/linux/amd64/runai cli/dist/linux/amd64/runai=bytes
call /api/v1/cli-exposer/docs/runai.md cli/docs/runai.md=bytes
raw  /api/v1/cli/installer/unix
raw  /api/v1/cli/installer/unix/commands
raw  /api/v1/cli/installer/mac
raw  /api/v1/cli/installer/mac/commands
raw  /api/v1/cli/installer/linux
raw  /api/v1/cli/installer/linux/commands
raw  /api/v1/cli/installer/windows/commands
raw  /api/v1/cli/dist/linux/amd64/runai
raw  /api/v1/cli/docs/runai.md
call /api/v1/audit/log?* audit/last-24h.json=pages:audit_logs audit/2025-05-30.json=pages:audit_logs audit/2025-05-30T00:00:00Z..2025-05-31T00:00:00Z.json=pages:audit_logs
raw  /api/v1/audit/log/file?*
call /api/v1/notification-types tenant/notifications/types.json=all
call /api/v1/notification-state tenant/notifications/state.json=doc
list /api/v1/notification-channels lists/notification-channels.json=all {chan.at}/info.json=item:chan
call /api/v1/notification-channels/{chan.name} {chan.at}/more/detail.json=doc
call /api/v1/subscriptions tenant/notifications/subscriptions.json=all
'''

# Operations that raw/ refuses without reveal_secrets.
REFUSED = re.compile(
    '/api/v1/(asset/(credentials|registries)|idps|notification-channels)'
    '|/cluster-install-info|/installfile')
REDACTED = b'(redacted)'
CANARY = b'canary-'


# ---- JSON, every scalar as it stands ----

TOKEN = re.compile(rb'\s*("(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:,\s"]+)\s*')


class Object(list):
    """Pairs of tokens and values, in their order."""

    def get(self, key):
        for name, value in self:
            if name == b'"%s"' % key.encode():
                return value
        return None


def parse(data):
    """Scalars are tokens; arrays lists; objects Objects."""
    tokens, at = [], 0
    while at < len(data):
        m = TOKEN.match(data, at)
        if not m:
            raise ValueError(f'no JSON at {at}: {data[at:at + 40]}')
        tokens.append(m[1])
        at = m.end()
    tokens.reverse()

    def value():
        token = tokens.pop()
        if token == b'[':
            return members(b']', list(), value)
        if token == b'{':
            return members(b'}', Object(), pair)
        return token

    def pair():
        key = tokens.pop()
        if tokens.pop() != b':':
            raise ValueError('no colon')
        return key, value()

    def members(end, ret, one):
        if tokens[-1] == end:
            tokens.pop()
            return ret
        while True:
            ret.append(one())
            token = tokens.pop()
            if token == end:
                return ret
            if token != b',':
                raise ValueError('no comma')

    try:
        ret = value()
    except IndexError:
        raise ValueError('it ends early') from None
    if tokens:
        raise ValueError('more behind it')
    return ret


def text(token):
    """A scalar as names have it."""
    return str(json.loads(token)) if token[:1] == b'"' else token.decode()


def differ(got, want, hidden, where=''):
    """Where two differ, or None. `hidden`: secrets may be redacted."""
    if type(got) is not type(want):
        if hidden and isinstance(got, bytes) and REDACTED in got:
            return None
        return f'{where}: {short(got)} for {short(want)}'
    if isinstance(want, Object):
        if [k for k, _ in got] != [k for k, _ in want]:
            return (f'{where}: members {b" ".join(k for k, _ in got)} '
                    f'for {b" ".join(k for k, _ in want)}')
        steps = [(k.decode(), a, b) for (k, a), (_, b) in zip(got, want)]
    elif isinstance(want, list):
        if len(got) != len(want):
            return f'{where}: {len(got)} for {len(want)} items'
        steps = [(str(i), a, b) for i, (a, b) in enumerate(zip(got, want))]
    elif got == want or (hidden and REDACTED in got):
        return None
    else:
        return f'{where}: {short(got)} for {short(want)}'
    for name, a, b in steps:
        d = differ(a, b, hidden, f'{where}/{name}')
        if d:
            return d
    return None


def short(x):
    return repr(x)[:80]


# ---- the API ----

class Api:
    def __init__(self, url, token):
        self.url, self.token = url, token

    def open(self, target, accept):
        request = urllib.request.Request(self.url + target, headers={
            'Authorization': f'Bearer {self.token}', 'Accept': accept})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def ask(self, target, accept='*/*'):
        return self.open(target, accept)

    def items(self, target, key, paged):
        """Raw items of all pages; fifty each, as nobody asks for a limit."""
        ret, offset = [], 0
        while True:
            page = target
            if paged:
                page += ('&' if '?' in target else '?') + f'offset={offset}'
            items = parse(self.ask(page))
            for name in filter(None, (key or '').split('.')):
                items = items.get(name)
            ret += items
            offset += len(items)
            if not paged or not items:
                return ret

    def asked(self, path):
        """Path and query of the requests for it, the last one first."""
        log = json.loads(self.open('/_sim/log?n=4096', '*/*'))
        return [f"{path}?{e['query']}" for e in reversed(log)
                if e['path'] == path and e['query']]


# ---- samples ----

class Sample:
    """An object of the tenant: its members by name, id and place."""

    def __init__(self, item, at):
        self.item, self.at = item, at

    def __getattr__(self, name):
        v = self.member(name)
        if v is None and name == 'id':
            for other in ('meta.id', 'uuid', 'alias', 'key',
                          'storageClassName', 'name'):
                if self.member(other) is not None:
                    return text(self.member(other))
        if v is None:
            raise ValueError(f'no {name} in {short(self.item)}')
        return text(v)

    def member(self, name):
        v = self.item
        for step in name.split('.'):
            v = v.get(step) if v is not None else None
        return v


def fill(line, samples):
    def one(m):
        name, _, field = m[1].partition('.')
        found = samples[name]
        return found if isinstance(found, str) else getattr(found, field)
    return re.sub(r'\{([\w.]+)\}', one, line)


def find_samples(api):
    samples, lists = {}, {}
    by_id = {}
    for line in SAMPLES.split('\n'):
        if not line:
            continue
        name, target, key, place, *rest = line.split()
        target = fill(target, samples)
        if target not in lists:
            lists[target] = api.items(
                target, None if key == '-' else key, False)
            sep = '&' if '?' in target else '?'
            if 'workloads' in target:
                lists[target] = api.items(
                    f'{target}{sep}limit=500', key, False)
        items = [Sample(i, '') for i in lists[target]]
        for s in items:
            by_id.setdefault((target, s.id), s)
        if rest:
            member, _, value = rest[0].partition('=')
            if value.startswith('@'):
                value = samples[value[1:]].id
            items = [s for s in items if getattr(s, member) == value]
        if not items:
            sys.exit(f'no sample: {line}')
        s = items[0]
        s.at = place_of(api, s, place, by_id, lists)
        samples[name] = s
    add_others(api, samples)
    return samples


def place_of(api, s, place, by_id, lists):
    """Names on the way are those of the objects it belongs to."""
    def parent(m):
        what = m[1]
        if what == 'c':
            known = by_id['/api/v1/clusters',
                          s.clusterId if s.item.get('clusterId')
                          else s.clusterUuid]
            return f'clusters/{known.name}'
        if what == 'p':
            known = by_id['/api/v1/org-unit/projects', s.projectId]
            return place_of(api, known, '{c}/projects/{name}', by_id, lists)
        if what == 'w':
            known = by_id['/api/v1/workloads', s.workloadId]
            return place_of(
                api, known, '{p}/workloads/{name}', by_id, lists)
        return getattr(s, what).replace('/', '%2F')
    return re.sub(r'\{([\w.]+)\}', parent, place)


def add_others(api, samples):
    reg = samples['reg'].id
    base = f'/api/v1/asset/registries/{reg}/repositories'
    repository = text(parse(api.ask(base)).get('repositories')[0])
    samples['REPOSITORY'] = repository
    samples['REPOSITORY_NAME'] = repository.replace('/', '\u2044')
    last = parse(api.ask('/api/v1/workloads/inferences/'
                         f'{samples["wi"].id}/revisions')).get('revisions')[0]
    samples['REVISION'] = text(last.get('id'))
    samples['REVISION_NAME'] = text(last.get('name'))
    # no name of their own that could be told beforehand
    samples['scc'].at = 'by-id/' + samples['scc'].id


# ---- the comparison ----

def get(path):
    with open(path, 'rb') as f:
        return f.read()


def compare_json(got, want, hidden):
    try:
        got = parse(got)
    except ValueError as e:
        return str(e)
    return differ(got, want, hidden)


def check_place(api, samples, mount, hidden, target, place, how):
    """What is wrong with it, or None."""
    got = get(f'{mount}/{place}')
    if hidden and CANARY in got:
        return 'it shows a secret'
    if not target.endswith('*'):
        return check_bytes(api, samples, hidden, target, how, got)
    said = None
    for asked in api.asked(target.partition('?')[0]):
        if target.rstrip('*') in asked and fits(place, asked):
            said = check_bytes(api, samples, hidden, asked, how, got)
            if said is None:
                return None
    return said or 'that was never asked for'


SPANS = {'metrics.csv': 3600, '1h': 3600, '24h': 86400, '20': 86400}


def fits(place, asked):
    """Is the query that of a place with such a name?"""
    query = urllib.parse.parse_qs(asked.partition('?')[2])
    if ('/by-' in place) != ('groupBy' in query):
        return False
    if 'start' not in query:
        return True
    start, end = (datetime.datetime.fromisoformat(query[k][0].rstrip('Z'))
                  for k in ('start', 'end'))
    name = place.rpartition('/')[2].replace('last-', '')
    span = (end - start).total_seconds()
    return [v for k, v in SPANS.items()
            if name.startswith(k) or name.endswith(k)][0] == span


def check_bytes(api, samples, hidden, target, how, got):
    how, _, key = how.partition(':')
    if how in ('all', 'pages'):
        target = re.sub(r'[&?](offset|limit)=\d+', '', target)
        return compare_json(
            got, api.items(target, key, how == 'pages'), hidden)
    if how == 'pods':
        ids = [text(i.get('id')) for i in parse(got)]
        want = [text(i.get('id')) for i in api.items(target, 'pods', True)]
        return None if ids == want else f'{ids} for {want}'
    if how == 'item':
        want = samples[key]
        return compare_json(got, in_list(api, target, want), hidden)
    if how == 'count':
        want = parse(api.ask(target)).get('count') + b'\n'
        return None if got == want else f'{got} for {want}'
    if how == 'doc':
        return compare_json(got, parse(api.ask(target)), hidden)
    want = api.ask(target, 'text/csv' if how == 'csv' else '*/*')
    if how == 'logo':
        want = base64.b64decode(json.loads(want)['logo'])
    if got == want:
        return None
    return f'{len(got)} bytes {short(got)} for {len(want)} {short(want)}'


def in_list(api, target, sample):
    """The item as that list has it, which is not always as others do."""
    doc = parse(api.ask(target + ('&' if '?' in target else '?') + 'limit=500'))
    while isinstance(doc, Object):
        doc = next((v for _, v in doc if isinstance(v, list) and v and
                    isinstance(v[0], Object)), [])
    return next((i for i in doc if Sample(i, '').id == sample.id), b'nothing')


def check_raw(api, mount, hidden, target):
    """Through raw/: '-' where there is nothing to see."""
    if target.endswith('*'):
        target = window(target)
    path, mark, query = target.partition('?')
    name = path + (mark + query.replace('/', '%2F') if mark else '.json')
    if hidden and REFUSED.search(path):
        try:
            get(f'{mount}/raw{name}')
        except OSError as e:
            return None if e.errno == errno.EACCES else e.strerror
        return 'it is not refused'
    want = api.ask(target)
    got = get(f'{mount}/raw{name}')
    if hidden and CANARY in got:
        return 'it shows a secret'
    if got == want:
        return None
    if hidden and REDACTED in got:
        return compare_json(got, parse(want), True)
    return f'{len(got)} bytes {short(got)} for {len(want)} {short(want)}'


def window(target):
    """One to ask for through raw/."""
    path, _, query = target.rstrip('*').partition('?')
    day = 'start=2025-05-30T00:00:00Z&end=2025-05-31T00:00:00Z'
    if '/audit/' in path:
        query = day
    elif path.endswith('/metrics'):
        query = f'{day}&numberOfSamples=5&metricType=' + (
            'THROUGHPUT' if '/inferences/' in path else
            'TOTAL_GPU' if '/clusters/' in path else
            'GPU_QUOTA' if '/org-unit/' in path else 'GPU_UTILIZATION')
    else:
        query = {
            'installfile': 'format=json&cloud=gke',
            'datavolumes': 'requestType=Originated',
            'workloads': 'limit=50',
        }.get(path.rpartition('/')[2], query)
        query += 'tenant' if query == 'scope=' else ''
    return f'{path}?{query}'


def attempt(f, *args):
    try:
        return f(*args)
    except OSError as e:
        if isinstance(e, urllib.error.HTTPError):
            return f'the API answers {e.code} to {e.url}'
        return errno.errorcode.get(e.errno, str(e))
    except (ValueError, IndexError, KeyError, AttributeError) as e:
        return f'{type(e).__name__}: {e}'


def main():
    url, token, mount, revealed, *only = sys.argv[1:]
    api = Api(url, token)
    samples = find_samples(api)
    count, bad = 0, 0
    tally = {}
    for line in OPERATIONS.split('\n'):
        if not line or line.startswith('#'):
            continue
        cls, template, *places = line.split()
        if only and only[0] not in template:
            continue
        target = fill(template, samples)
        count += 1
        wrong = []
        for place in places:
            where, _, how = fill(place, samples).rpartition('=')
            said = attempt(check_place, api, samples, mount, True, target,
                           where, how)
            if cls == 'secret':
                said = None if said == 'EACCES' else said or 'not refused'
            if said:
                wrong.append(f'{where}: {said}')
            said = attempt(check_place, api, samples, revealed, False,
                           target, where, how)
            if said:
                wrong.append(f'{where} revealed: {said}')
        for m, hidden in (mount, True), (revealed, False):
            said = attempt(check_raw, api, m, hidden, target)
            if said:
                wrong.append(f'raw{"" if hidden else " revealed"}: {said}')
        name = re.sub(r'\{[\w.]+\}', '{}', template.partition('?')[0])
        state = 'ok' if not wrong else 'WRONG'
        tally[cls, state] = tally.get((cls, state), 0) + 1
        print(f'{state}\t{cls}\t{name}\t'
              f'{" ".join(p.rpartition("=")[0] for p in places) or "raw/"}')
        for w in wrong:
            print(f'\t{w}')
        bad += bool(wrong)
    print(f'{count} operations, {count - bad} as they should be: ' + ', '.join(
        f'{n} {c} {s}' for (c, s), n in sorted(tally.items())))
    sys.exit(1 if bad else 0)


if __name__ == '__main__':
    main()
