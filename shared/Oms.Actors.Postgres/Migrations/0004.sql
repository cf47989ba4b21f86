-- Version 4: whether a journal was restored from a backup.

-- 0 at first, another number after each restore: what counts in shard_seq of the time before means nothing after it.
-- One row.
create table life (
  id bigint not null);

insert into life values (0);
