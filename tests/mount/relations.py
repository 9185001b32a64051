#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The links of a mount against what the objects say about each other.

relations.py MOUNT

Only info.json is believed: a link is right where it leads to the object that
this one names, by id, or by name in its own cluster. Views have to be complete,
and disjoint where an object has one value.
"""
import json
import os
import sys

failed = []
checked = 0


def complain(what):
    failed.append(what)


def right(ok, what):
    global checked
    checked += 1
    if not ok:
        complain(what)


def info(path):
    with open(os.path.join(path, 'info.json')) as f:
        return json.load(f)


def ident(o):
    return str(o.get('id') or o.get('uuid') or o.get('meta', {}).get('id'))


def below(*parts):
    path = os.path.join(*parts)
    if not os.path.isdir(path):
        return []
    return [os.path.join(path, n) for n in sorted(os.listdir(path))]


def links(path):
    return {n: os.path.realpath(os.path.join(path, n))
            for n in (os.listdir(path) if os.path.isdir(path) else [])}


def cluster_of(path, mount):
    return os.path.join(mount, *os.path.relpath(path, mount).split('/')[:2])


def leads_to(link, want):
    """`want`: the place, or None for no link."""
    if want is None:
        return right(not os.path.lexists(link), f'{link} is there')
    right(os.path.islink(link) and os.path.realpath(link) == want,
          f'{link} -> {os.path.realpath(link)}, not {want}')


def all_of(path, want):
    """A directory of links to exactly these places."""
    got = sorted(links(path).values())
    right(got == sorted(want), f'{path}: {got} for {sorted(want)}')


class Tree:
    def __init__(self, mount):
        self.mount = mount
        self.clusters = below(mount, 'clusters')

        def each(*names):
            return [p for c in self.clusters for p in below(c, *names)]
        self.projects = each('projects')
        self.departments = each('departments')
        self.pools = each('node-pools')
        self.nodes = each('nodes')
        self.workloads = [w for p in self.projects
                          for w in below(p, 'workloads')]
        self.pods = [p for w in self.workloads for p in below(w, 'pods')]
        self.rules = below(mount, 'access/access-rules')
        self.assets = [a for kind in ['environments', *(
            os.path.relpath(k, os.path.join(mount, 'assets')) for k in
            below(mount, 'assets/datasources'))]
            for a in below(mount, 'assets', kind)]
        self.others = (below(mount, 'ai-applications') +
                       below(mount, 'access/users') +
                       below(mount, 'access/service-accounts') +
                       below(mount, 'access/roles'))
        self.objects = {p: info(p) for p in (
            self.clusters + self.projects + self.departments + self.pools +
            self.nodes + self.workloads + self.pods + self.rules +
            self.assets + self.others) if os.path.isdir(p)}

    def by_id(self, places, wanted):
        return [p for p in places if ident(self.objects[p]) == str(wanted)]


def check_objects(t):
    for w in t.workloads:
        o, c = t.objects[w], cluster_of(w, t.mount)
        all_of(f'{w}/node-pools', [
            p for name in o.get('currentNodePools') or []
            for p in [f'{c}/node-pools/{name}'] if p in t.objects])
        for name, field, places in (
                ('environments', 'environments', t.assets),
                ('datasources', 'datasources', t.assets)):
            all_of(f'{w}/{name}', [
                p for e in o.get(field) or []
                for p in t.by_id(places, e['id'])])
        all_of(f'{w}/ai-applications',
               t.by_id(t.others, o['aiApplicationId'])
               if o.get('aiApplicationId') else [])
    for pod in t.pods:
        o, c = t.objects[pod], cluster_of(pod, t.mount)
        want = f'{c}/nodes/{o["nodeName"]}' if o.get('nodeName') else None
        leads_to(f'{pod}/node', want if want in t.objects else None)
        right(o['workloadId'] ==
              ident(t.objects[os.path.dirname(os.path.dirname(pod))]),
              f'{pod} is not of this workload')
    for n in t.nodes:
        c = cluster_of(n, t.mount)
        leads_to(f'{n}/node-pool', f'{c}/node-pools/{t.objects[n]["nodePool"]}')
    for r in t.rules:
        check_rule(t, r)


def one(places):
    return places[0] if len(places) == 1 else None


def check_rule(t, r):
    o = t.objects[r]
    where = {'user': 'users', 'service-account': 'service-accounts'}
    kind = where.get(o['subjectType'])
    leads_to(f'{r}/subject', kind and one([
        p for p in t.others if f'/access/{kind}/' in p and o['subjectId'] in (
            t.objects[p].get('username'), t.objects[p].get('name'),
            ident(t.objects[p]))]))
    leads_to(f'{r}/role', one([
        p for p in t.by_id(t.others, o['roleId']) if '/roles/' in p]))
    scopes = {'cluster': t.clusters, 'department': t.departments,
              'project': t.projects}
    leads_to(f'{r}/scope',
             one(t.by_id(scopes.get(o['scopeType'], []), o['scopeId'])))


def check_view(t, view, objects, values, single=True):
    """Each object in the group of each of its values, and nowhere else."""
    want = {}
    for p in objects:
        for v in values(t.objects[p]):
            want.setdefault(v or 'Unknown', []).append(p)
    path = os.path.join(t.mount, view)
    seen = []
    for group in os.listdir(path):
        got = list(links(f'{path}/{group}').values())
        right(sorted(got) == sorted(want.pop(group, [])),
              f'{view}/{group} is not what the objects say')
        seen += got
    right(not want, f'{view} has no {sorted(want)}')
    if single:
        right(sorted(seen) == sorted(objects),
              f'{view} is not each object once')


def check_views(t):
    workloads = t.workloads
    for view, field in (('phase', 'phase'), ('type', 'type'),
                        ('user', 'submittedBy'), ('category', 'category')):
        check_view(t, f'workloads/by-{view}', workloads,
                   lambda o, f=field: [o.get(f)])
    check_view(t, 'workloads/by-node-pool', workloads,
               lambda o: set(o.get('currentNodePools') or []), False)
    check_view(t, 'workloads/by-ai-application', workloads,
               lambda o: [o['aiApplicationName']]
               if o.get('aiApplicationName') else [], False)
    check_view(t, 'nodes/by-status', t.nodes, lambda o: [o.get('status')])
    check_view(t, 'pods/by-node', t.pods,
               lambda o: [o['nodeName']] if o.get('nodeName') else [], False)
    for name, places in (('departments', t.departments),
                         ('projects', t.projects), ('node-pools', t.pools),
                         ('nodes', t.nodes)):
        got = [p for n, p in links(os.path.join(t.mount, name)).items()
               if not n.startswith('by-')]
        right(sorted(got) == sorted(places), f'{name}/ is not each once')
    for d in t.departments:
        all_of(f'{d}/projects', [
            p for p in t.projects if cluster_of(p, t.mount) ==
            cluster_of(d, t.mount) and str(t.objects[p].get('parentId')) ==
            ident(t.objects[d])])
    me = os.path.join(t.mount, 'me')
    with open(f'{me}/token.json') as f:
        subject = json.load(f)['preferred_username']
    all_of(f'{me}/workloads', [
        w for w in workloads if t.objects[w]['submittedBy'] == subject])
    right(info(f'{me}/user')['username'] == subject, 'me/user is not me')
    for p, o in t.objects.items():
        more = os.path.join(p, 'more')
        with open(f'{more}/object.path') as f:
            right(os.path.join(t.mount, f.read().rstrip('\n')) == p,
                  f'{more}/object.path')


def main():
    t = Tree(os.path.realpath(sys.argv[1]))
    check_objects(t)
    check_views(t)
    for what in failed[:40]:
        print(what)
    print(f'{checked} relations of {len(t.objects)} objects, '
          f'{len(failed)} wrong')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
