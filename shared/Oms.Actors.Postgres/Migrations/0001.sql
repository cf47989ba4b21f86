-- Version 1. An instant of the journal's own is a bigint of nanoseconds since 1970-01-01 UTC, so that what is read
-- equals what was written; a lease is a timestamptz, because only the database's clock judges it.

-- One incarnation of a node: a new id at every start of its process. Dead is for ever. The home is the data directory
-- whose lock the process holds.
create table node (
  node_id uuid primary key,
  home uuid not null,
  name text not null,
  address text not null,
  version integer not null,
  weight integer not null default 100 check (weight > 0),
  state text not null check (state in ('up', 'draining', 'dead')),
  lease_until timestamptz not null);

-- The newest version of events that may be written. One row.
create table format (
  version integer not null);

insert into format values (1);

-- Who may write a shard, where its log ends, and the name of the node that an operator wants it on. Half of each page
-- stays free, so that moving a head is a HOT update.
create table shard (
  shard_id smallint primary key,
  epoch bigint not null default 0,
  owner uuid,
  head bigint not null default 0,
  preferred text,
  state text not null default 'active' check (state in ('active', 'moving', 'moved'))) with (fillfactor = 50);

create table journal (
  shard_id smallint not null,
  shard_seq bigint not null,
  tenant text collate "C" not null,
  kind text collate "C" not null,
  entity_id text collate "C" not null,
  seq bigint not null,
  epoch bigint not null,
  cmd_id uuid,
  etype text collate "C" not null,
  ever integer not null,
  recorded_at bigint not null,
  meta bytea not null,
  payload bytea not null,
  seal bytea not null,
  primary key (shard_id, shard_seq)) partition by hash (shard_id);

do $$
begin
  for n in 0..15 loop
    execute format('create table journal_%s partition of journal for values with (modulus 16, remainder %s)', n, n);
  end loop;
end $$;

-- The column that tells most comes first: ids differ where tenants and kinds are the same, and new command ids
-- (version 7) all go to the right end.
create unique index journal_entity on journal (shard_id, entity_id, kind, tenant, seq);
create unique index journal_command on journal (shard_id, cmd_id, entity_id, kind, tenant) where cmd_id is not null;

create table snapshot (
  shard_id smallint not null,
  tenant text collate "C" not null,
  kind text collate "C" not null,
  entity_id text collate "C" not null,
  seq bigint not null,
  sver integer not null,
  payload bytea not null,
  primary key (shard_id, entity_id, kind, tenant));

create table timer (
  shard_id smallint not null,
  tenant text collate "C" not null,
  kind text collate "C" not null,
  entity_id text collate "C" not null,
  name text collate "C" not null,
  due_at bigint not null,
  ver bigint not null,
  primary key (shard_id, entity_id, kind, tenant, name));

create index timer_due on timer (shard_id, due_at);

create table shard_cursor (
  shard_id smallint not null,
  consumer text collate "C" not null,
  seq bigint not null,
  primary key (shard_id, consumer));

create table quarantine (
  shard_id smallint not null,
  tenant text collate "C" not null,
  kind text collate "C" not null,
  entity_id text collate "C" not null,
  reason text not null,
  at_seq bigint not null,
  since bigint not null,
  primary key (shard_id, entity_id, kind, tenant));

-- What nodes tell each other is that the tables of the cluster changed, never what: who hears it reads. A commit that
-- notifies takes a lock of the whole server, so an append never does.
create function cluster_changed() returns void language sql as $$
  select pg_notify('oms_cluster', '')
$$;

-- One after another come those that judge several nodes, so that each sees what the one before it did.
create function node_judge_alone() returns void language sql as $$
  select pg_advisory_xact_lock(x'4F6D734A4E6F6465'::bigint)
$$;

-- Enters an incarnation and returns 0; -1 where a living node of another home has the name or the address; the format in
-- force where the node does not understand it. The rows in its way are
-- locked before their leases are judged: a heartbeat comes before that, or finds its node dead. What has long been dead
-- and owns nothing is forgotten. It waits longer than other statements: many may join at once, and none should fail to
-- start for that.
create function node_join(
  p_node uuid, p_home uuid, p_name text, p_address text, p_version integer, p_weight integer, p_ttl interval)
  returns integer language plpgsql set lock_timeout = '5s' as $$
declare
  format_in_force integer;
begin
  perform node_judge_alone();
  select f.version into strict format_in_force from format f;
  if p_version < format_in_force then
    return format_in_force;
  end if;

  perform from node n
    where n.state <> 'dead' and (n.home = p_home or n.name = p_name or n.address = p_address) for update;
  if exists (select from node n
      where n.state <> 'dead' and n.home <> p_home and (n.name = p_name or n.address = p_address)
        and n.lease_until >= clock_timestamp()) then
    return -1;
  end if;

  update node n set state = 'dead'
    where n.state <> 'dead' and (n.home = p_home or n.name = p_name or n.address = p_address);
  delete from node n where n.state = 'dead' and n.lease_until < clock_timestamp() - interval '1 hour'
    and not exists (select from shard s where s.owner = n.node_id);
  insert into node (node_id, home, name, address, version, weight, state, lease_until)
    values (p_node, p_home, p_name, p_address, p_version, p_weight, 'up', clock_timestamp() + p_ttl);
  perform cluster_changed();
  return 0;
end $$;

-- Lets events of a newer version be written, unless a node lives that does not understand it; returns the format in
-- force. It and a join come one after the other, so nobody enters between the judgement and the change.
create function format_advance(p_format integer) returns integer language plpgsql as $$
declare
  format_in_force integer;
begin
  perform node_judge_alone();
  if not exists (select from node n where n.state <> 'dead' and n.version < p_format) then
    update format f set version = p_format where f.version < p_format;
    perform cluster_changed();
  end if;

  select f.version into strict format_in_force from format f;
  return format_in_force;
end $$;

-- Renews a lease, even one that has ended; false where the incarnation is dead. The row's lock decides between it and
-- who declares it dead.
create function node_renew(p_node uuid, p_ttl interval) returns boolean language plpgsql as $$
begin
  update node n set lease_until = clock_timestamp() + p_ttl where n.node_id = p_node and n.state <> 'dead';
  return found;
end $$;

-- Declares dead whose lease ended longer than the grace ago; nobody where the observer has no lease itself.
create function node_declare_expired(p_observer uuid, p_grace interval) returns integer language plpgsql as $$
declare
  judged timestamptz;
  declared integer;
begin
  perform node_judge_alone();
  judged := clock_timestamp();
  if not exists (select from node n
      where n.node_id = p_observer and n.state <> 'dead' and n.lease_until >= judged) then
    return 0;
  end if;

  update node n set state = 'dead' where n.state <> 'dead' and n.lease_until + p_grace < judged;
  get diagnostics declared = row_count;
  if declared > 0 then
    perform cluster_changed();
  end if;

  return declared;
end $$;

create function node_set_state(p_node uuid, p_state text) returns boolean language plpgsql as $$
begin
  update node n set state = p_state where n.node_id = p_node and n.state <> 'dead';
  if not found then
    return false;
  end if;

  perform cluster_changed();
  return true;
end $$;

-- Takes a shard from nobody, from its own owner or from a dead one; an owner without a row in node counts as dead.
-- Where nodes live, only they take shards: a dead one whose row is gone takes none.
-- The row is locked before anything is judged, and what is judged after it is as new as the lock: a compare-and-swap
-- that also sees a node which joined while it waited.
create function shard_acquire(p_shard smallint, p_owner uuid)
  returns table (term_epoch bigint, term_head bigint, taken boolean) language plpgsql as $$
declare
  held shard%rowtype;
begin
  select * into strict held from shard s where s.shard_id = p_shard for update;
  if held.state <> 'active'
    or exists (select from node n where n.node_id = p_owner and n.state = 'dead')
    or (exists (select from node n where n.state <> 'dead')
      and not exists (select from node n where n.node_id = p_owner))
    or (held.owner <> p_owner
      and exists (select from node n where n.node_id = held.owner and n.state <> 'dead')) then
    return query select held.epoch, held.head, false;
    return;
  end if;

  perform cluster_changed();
  return query update shard s set epoch = s.epoch + 1, owner = p_owner where s.shard_id = p_shard
    returning s.epoch, s.head, true;
end $$;

-- Gives a shard up, unless it is somebody else's by now or was taken again.
create function shard_release(p_shard smallint, p_epoch bigint, p_owner uuid) returns boolean language plpgsql as $$
begin
  update shard s set owner = null where s.shard_id = p_shard and s.epoch = p_epoch and s.owner = p_owner;
  if not found then
    return false;
  end if;

  perform cluster_changed();
  return true;
end $$;

-- False where there is no such shard.
create function shard_prefer(p_shard smallint, p_name text) returns boolean language plpgsql as $$
begin
  update shard s set preferred = p_name where s.shard_id = p_shard;
  if not found then
    return false;
  end if;

  perform cluster_changed();
  return true;
end $$;

-- The fenced append of one writer lane: all of it or nothing, one statement and one round trip. OM001 names a shard
-- whose epoch or head is another.
create function journal_append(
  p_shard smallint[], p_epoch bigint[], p_head bigint[], p_records integer[],
  r_shard smallint[], r_shard_seq bigint[], r_tenant text[], r_kind text[], r_entity_id text[], r_seq bigint[],
  r_epoch bigint[], r_cmd_id uuid[], r_etype text[], r_ever integer[], r_recorded_at bigint[], r_meta bytea[],
  r_payload bytea[], r_seal bytea[],
  t_shard smallint[], t_tenant text[], t_kind text[], t_entity_id text[], t_name text[], t_due_at bigint[],
  t_ver bigint[],
  s_shard smallint[], s_tenant text[], s_kind text[], s_entity_id text[], s_seq bigint[], s_sver integer[],
  s_payload bytea[],
  c_shard smallint[], c_consumer text[], c_seq bigint[],
  q_shard smallint[], q_tenant text[], q_kind text[], q_entity_id text[], q_reason text[], q_at_seq bigint[],
  q_since bigint[]) returns void language plpgsql as $$
declare
  fenced smallint;
  x record;
begin
  with moved as (
    update shard s set head = s.head + a.records
      from unnest(p_shard, p_epoch, p_head, p_records) as a (shard_id, epoch, head, records)
      where s.shard_id = a.shard_id and s.epoch = a.epoch and s.head = a.head
      returning s.shard_id)
  select a.shard_id into fenced from unnest(p_shard) as a (shard_id)
    where a.shard_id not in (select m.shard_id from moved m) limit 1;
  if fenced is not null then
    raise exception 'shard % is fenced', fenced using errcode = 'OM001';
  end if;

  insert into journal (shard_id, shard_seq, tenant, kind, entity_id, seq, epoch, cmd_id, etype, ever, recorded_at, meta,
      payload, seal)
    select * from unnest(r_shard, r_shard_seq, r_tenant, r_kind, r_entity_id, r_seq, r_epoch, r_cmd_id, r_etype, r_ever,
      r_recorded_at, r_meta, r_payload, r_seal);

  -- In the order in which they were decided: a timer may be set and removed, a snapshot taken twice in one batch.
  for x in select * from unnest(t_shard, t_tenant, t_kind, t_entity_id, t_name, t_due_at, t_ver)
      as t (shard_id, tenant, kind, entity_id, name, due_at, ver) loop
    if x.due_at is null then
      delete from timer t where t.shard_id = x.shard_id and t.entity_id = x.entity_id and t.kind = x.kind
        and t.tenant = x.tenant and t.name = x.name and t.ver <= x.ver;
    else
      insert into timer (shard_id, tenant, kind, entity_id, name, due_at, ver)
        values (x.shard_id, x.tenant, x.kind, x.entity_id, x.name, x.due_at, x.ver)
        on conflict (shard_id, entity_id, kind, tenant, name)
        do update set due_at = excluded.due_at, ver = excluded.ver;
    end if;
  end loop;

  for x in select * from unnest(s_shard, s_tenant, s_kind, s_entity_id, s_seq, s_sver, s_payload)
      as s (shard_id, tenant, kind, entity_id, seq, sver, payload) loop
    insert into snapshot (shard_id, tenant, kind, entity_id, seq, sver, payload)
      values (x.shard_id, x.tenant, x.kind, x.entity_id, x.seq, x.sver, x.payload)
      on conflict (shard_id, entity_id, kind, tenant)
      do update set seq = excluded.seq, sver = excluded.sver, payload = excluded.payload;
  end loop;

  for x in select * from unnest(c_shard, c_consumer, c_seq) as c (shard_id, consumer, seq) loop
    insert into shard_cursor (shard_id, consumer, seq) values (x.shard_id, x.consumer, x.seq)
      on conflict (shard_id, consumer) do update set seq = excluded.seq;
  end loop;

  for x in select * from unnest(q_shard, q_tenant, q_kind, q_entity_id, q_reason, q_at_seq, q_since)
      as q (shard_id, tenant, kind, entity_id, reason, at_seq, since) loop
    if x.reason is null then
      delete from quarantine q where q.shard_id = x.shard_id and q.entity_id = x.entity_id and q.kind = x.kind
        and q.tenant = x.tenant;
    else
      insert into quarantine (shard_id, tenant, kind, entity_id, reason, at_seq, since)
        values (x.shard_id, x.tenant, x.kind, x.entity_id, x.reason, x.at_seq, x.since)
        on conflict (shard_id, entity_id, kind, tenant)
        do update set reason = excluded.reason, at_seq = excluded.at_seq, since = excluded.since;
    end if;
  end loop;
end $$;
