-- Version 3: which version of events is written.

-- The newest version of events that may be written. One row.
create table format (
  version integer not null);

insert into format values (1);

drop function node_join(uuid, uuid, text, text, integer, integer, interval);

-- Enters an incarnation and returns 0; -1 where a living node of another home has the name or the address, or the
-- incarnation is dead; the format in force where the node does not understand it. An incarnation that is in already has
-- its lease renewed, so that a join whose answer was lost can be tried again. The rows in its way are locked before
-- their leases are judged: a heartbeat comes before that, or finds its node dead. What has long been dead and owns
-- nothing is forgotten. It waits longer than other statements: many may join at once, and none should fail to start for
-- that.
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

  if exists (select from node n where n.node_id = p_node) then
    return case when node_renew(p_node, p_ttl) then 0 else -1 end;
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
