-- Version 2: several databases, called cells, and shards that move between them. Every cell has all of these tables and
-- a row for each shard; in one cell alone is the row active.

-- moving: its owner gives it up and nobody takes it. copying: nobody can write it. moved: other_cell has it.
-- arriving: a copy from other_cell that may not be used yet.
alter table shard drop constraint shard_state_check;
alter table shard add constraint shard_state_check
  check (state in ('active', 'moving', 'copying', 'moved', 'arriving'));
alter table shard add column other_cell smallint;

-- Which cell this database is, and of which cluster.
create table cell (cell_id smallint not null, cluster uuid not null);

-- In the first cell: where each shard is. The version is the epoch with which it came there, so that a late writer of
-- the map changes nothing.
create table shard_map (shard_id smallint primary key, cell_id smallint not null, version bigint not null);

-- Makes this database a cell if it is none yet, and says which it is. A database that has been written to can only be
-- the first one; any other has no shard until one is moved to it.
create function cell_claim(p_cell smallint, p_cluster uuid)
  returns table (claimed_cell smallint, claimed_cluster uuid) language plpgsql as $$
begin
  lock table cell in exclusive mode;
  if not exists (select from cell) and (p_cell = 0 or not exists (select from shard s where s.epoch > 0)) then
    insert into cell values (p_cell, coalesce(p_cluster, gen_random_uuid()));
    if p_cell = 0 then
      insert into shard_map select s.shard_id, 0, 0 from shard s;
    else
      update shard s set state = 'moved', other_cell = 0;
    end if;
  end if;

  return query select c.cell_id, c.cluster from cell c;
end $$;

-- The steps of a move. Each is one statement, may be repeated, and changes nothing where it is out of turn; each says
-- whether what it is for is so now. A step that finds it so already writes all the same: its commit then waits for the
-- standby, and with it for the commit of the one that did it.

-- At the source: nobody shall take the shard any more.
create function shard_move_begin(p_shard smallint, p_to smallint) returns boolean language plpgsql as $$
begin
  update shard s set state = 'moving', other_cell = p_to where s.shard_id = p_shard and s.state = 'active';
  if not found then
    return false;
  end if;

  perform cluster_changed();
  return true;
end $$;

-- At the source, once its owner has let go or is dead, as for an acquire: whoever still writes is fenced from here on.
create function shard_move_freeze(p_shard smallint, p_to smallint) returns boolean language plpgsql as $$
declare
  held shard%rowtype;
begin
  select * into strict held from shard s where s.shard_id = p_shard for update;
  if held.state <> 'moving' or held.other_cell <> p_to
    or exists (select from node n where n.node_id = held.owner and n.state <> 'dead') then
    return held.state = 'copying' and held.other_cell = p_to;
  end if;

  update shard s set state = 'copying', owner = null, epoch = s.epoch + 1 where s.shard_id = p_shard;
  perform cluster_changed();
  return true;
end $$;

-- At the source: the move is off. It comes too late once the shard is moved.
create function shard_move_undo(p_shard smallint) returns boolean language plpgsql as $$
begin
  update shard s set state = 'active', other_cell = null
    where s.shard_id = p_shard and s.state in ('active', 'moving', 'copying');
  if not found then
    return false;
  end if;

  perform cluster_changed();
  return true;
end $$;

-- At the source, once the whole copy is at the target: from here on there is no way back but another move.
create function shard_move_away(p_shard smallint, p_to smallint, p_epoch bigint) returns boolean language plpgsql as $$
begin
  update shard s set state = 'moved' where s.shard_id = p_shard and s.state in ('copying', 'moved')
    and s.other_cell = p_to and s.epoch = p_epoch;
  return found;
end $$;

-- At the target: the copy is the shard. Only after the source has said that the shard is moved, at this epoch.
create function shard_move_in(p_shard smallint, p_epoch bigint) returns boolean language plpgsql as $$
begin
  update shard s set state = 'active', epoch = s.epoch + 1, other_cell = null
    where s.shard_id = p_shard and s.state = 'arriving' and s.epoch = p_epoch;
  if not found then
    return exists (select from shard s where s.shard_id = p_shard and s.epoch > p_epoch);
  end if;

  perform cluster_changed();
  return true;
end $$;

-- In the first cell: where everybody looks for the shard.
create function shard_map_set(p_shard smallint, p_cell smallint, p_version bigint)
  returns boolean language plpgsql as $$
begin
  update shard_map m set cell_id = p_cell, version = p_version where m.shard_id = p_shard and m.version < p_version;
  perform cluster_changed();
  return exists (select from shard_map m where m.shard_id = p_shard and m.version >= p_version);
end $$;

-- Wherever a copy is no longer, or never came to be, the shard: removes it. The epoch stays.
create function shard_move_clean(p_shard smallint, p_epoch bigint) returns boolean language plpgsql as $$
begin
  perform from shard s where s.shard_id = p_shard and s.state in ('moved', 'arriving') and s.epoch = p_epoch for update;
  if not found then
    return false;
  end if;

  delete from journal j where j.shard_id = p_shard;
  delete from snapshot x where x.shard_id = p_shard;
  delete from timer t where t.shard_id = p_shard;
  delete from shard_cursor c where c.shard_id = p_shard;
  delete from quarantine q where q.shard_id = p_shard;
  update shard s set state = 'moved', head = 0 where s.shard_id = p_shard;
  return true;
end $$;
