-- The directory: asked before it is known whose rows may be seen. Hashes and Meta's ids only.
create schema directory;

create table directory.entry (
    kind text not null,
    key bytea not null,
    organisation_id uuid not null,
    subject_id uuid not null,
    detail_id uuid not null,
    primary key (kind, key)
);

create function directory.find(wanted text, wanted_key bytea)
returns table (organisation_id uuid, subject_id uuid, detail_id uuid)
language sql stable security definer set search_path = pg_catalog
as $$ select organisation_id, subject_id, detail_id from directory.entry where kind = wanted and key = wanted_key $$;

-- An entry belongs to the organisation or the user of the transaction that makes it; a login to its user alone.
create function directory.enter(new_kind text, new_key bytea, new_subject uuid, new_detail uuid)
returns boolean language sql volatile security definer set search_path = pg_catalog
as $$
    with made as (
        insert into directory.entry as e (kind, key, organisation_id, subject_id, detail_id)
        values (new_kind, new_key, current_setting('app.organisation')::uuid, new_subject, new_detail)
        on conflict (kind, key) do update
            set organisation_id = excluded.organisation_id, subject_id = excluded.subject_id,
                detail_id = excluded.detail_id
            where (e.organisation_id = excluded.organisation_id and new_kind <> 'login')
                or e.subject_id = current_setting('app.user')::uuid
        returning 1)
    select exists (select from made)
$$;

create function directory.leave(old_kind text, old_key bytea)
returns boolean language sql volatile security definer set search_path = pg_catalog
as $$
    with gone as (
        delete from directory.entry e where e.kind = old_kind and e.key = old_key
        and (e.organisation_id = current_setting('app.organisation')::uuid
             or e.subject_id = current_setting('app.user')::uuid)
        returning 1)
    select exists (select from gone)
$$;

-- An organisation that is erased is found by nothing but the links to its receipts. Logins are their
-- users', who may belong to others.
create function directory.leave_all()
returns void language sql volatile security definer set search_path = pg_catalog
as $$
    delete from directory.entry e
    where e.organisation_id = current_setting('app.organisation')::uuid and e.kind not in ('receipt', 'login')
$$;

revoke all on all functions in schema directory from public;
grant usage on schema directory to indokona_app;
grant execute on all functions in schema directory to indokona_app;

-- Contact search in two steps: the newest first, where common prefixes end; then the index, for
-- rare ones. `@>` is not leakproof, so forced security forbids GIN: this one function may use it,
-- and takes the organisation from the setting only.
create function search_contacts(wanted integer[], most integer)
returns table (id uuid, last_activity timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    mine constant uuid := current_setting('app.organisation')::uuid;
    near uuid[];
begin
    select coalesce(array_agg(h.id), '{}') into near from (
        select n.id from (
            select c.id, c.last_activity, c.tokens from public.contact c
            where c.organisation_id = mine and c.fenced_at is null
            order by c.last_activity desc limit 4000) n
        where n.tokens @> wanted order by n.last_activity desc limit most) h;
    return query select c.id, c.last_activity from public.contact c
        where c.organisation_id = mine and c.id = any(near) order by c.last_activity desc;
    if cardinality(near) < most then
        return query
            select c.id, c.last_activity from public.contact c
            where c.organisation_id = mine and c.fenced_at is null and c.tokens @> wanted and c.id <> all(near)
            order by c.last_activity desc limit most - cardinality(near);
    end if;
end
$$;
grant create on schema public to indokona_seeker;
alter function search_contacts(integer[], integer) owner to indokona_seeker;
revoke create on schema public from indokona_seeker;
revoke all on function search_contacts(integer[], integer) from public;
grant execute on function search_contacts(integer[], integer) to indokona_app;

-- A month of a table that is split by its UUIDv7 id: the time is in the key.
create function month_floor(at timestamptz) returns uuid
language sql immutable set search_path = pg_catalog
as $$ select (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7000-8000-000000000000')::uuid
      from (select lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as h) x $$;

create function make_partitions(upto timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    month timestamptz; parent record; part text; made integer := 0;
begin
    for parent in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where c.relkind = 'p' and n.nspname = 'public' order by 1 loop
        month := date_trunc('month', now() at time zone 'utc' - interval '1 month') at time zone 'utc';
        while month < upto loop
            part := parent.relname || '_' || to_char(month at time zone 'utc', 'YYYY_MM');
            if to_regclass('public.' || part) is null then
                execute format('create table public.%I partition of public.%I for values from (%L) to (%L) with (fillfactor = %s)',
                    part, parent.relname, month_floor(month), month_floor(month + interval '1 month'),
                    case when parent.relname = 'message_status' then 50 else 100 end);
                made := made + 1;
            end if;
            month := month + interval '1 month';
        end loop;
    end loop;
    return made;
end
$$;
revoke all on function make_partitions(timestamptz) from public;
grant execute on function make_partitions(timestamptz) to indokona_app;

-- Months in which nothing is owed any more. Of acts and events, which nobody may delete row by row, the
-- months before a moment, and never those of the last year; of the others, months that are empty. A
-- partition has no policies of its own, so that its owner sees whether it is. Nobody who reads is made to
-- wait: what is in use is dropped another night.
create function drop_partitions(whole_before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
set lock_timeout = '100ms'
as $$
declare
    part record; is_owed boolean; gone integer := 0;
    whole constant uuid := month_floor(least(whole_before, now() - interval '365 days'));
    old constant uuid := month_floor(date_trunc('month', now() at time zone 'utc' - interval '1 month') at time zone 'utc');
begin
    for part in select p.relname as parent, c.relname as name,
                       (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([0-9a-f-]{36})''\)'))[1]::uuid as upto
                from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
                join pg_namespace n on n.oid = p.relnamespace
                where n.nspname = 'public' and p.relkind = 'p' order by 2 loop
        continue when part.upto is null or part.upto > old;
        begin
            if part.parent in ('audit', 'event') then
                is_owed := part.upto > whole;
            else
                execute format('select exists (select from public.%I)', part.name) into is_owed;
            end if;
            if not is_owed then
                execute format('drop table public.%I', part.name);
                gone := gone + 1;
            end if;
        exception when lock_not_available then
            null;
        end;
    end loop;
    return gone;
end
$$;
revoke all on function drop_partitions(timestamptz) from public;
grant execute on function drop_partitions(timestamptz) to indokona_app;

-- Months of acts that go next, or on the day after: each organisation signs what it loses before it does.
create function months_over(whole_before timestamptz) returns table (from_id uuid, upto_id uuid)
language sql stable set search_path = pg_catalog, public, pg_temp
as $$
    select b.bounds[1]::uuid, b.bounds[2]::uuid
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid),
        'FROM \(''([0-9a-f-]{36})''\) TO \(''([0-9a-f-]{36})''\)') as b(bounds)
    where i.inhparent = 'public.audit'::regclass
    and b.bounds[2]::uuid <= month_floor(least(whole_before + interval '1 day', now() - interval '364 days'))
    order by 1
$$;

-- Proofs whose law's time is over: consents that ended or were replaced so long ago, receipts of nothing
-- that is left, noes that were taken back, and requests with their receipts. Who serves may add proofs and
-- delete none; this one function may, and takes the organisation from the setting, and never less than
-- three years. At most `most` rows of each table; returns how many went.
create function forget_proofs(before timestamptz, held uuid[], most integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    mine constant uuid := current_setting('app.organisation')::uuid;
    upto constant timestamptz := least(before, now() - interval '3 years');
    upto_id constant uuid := public.month_floor(upto);
    gone integer := 0; n integer; old uuid[];
begin
    delete from public.consent c where c.organisation_id = mine and c.id in (
        select o.id from public.consent o where o.organisation_id = mine and o.id < upto_id and o.recorded_at < upto
        and o.contact_id <> all(held)
        and not exists (select from public.consent_live l where l.organisation_id = mine
                        and l.contact_id = o.contact_id and l.consent_id = o.id)
        and (o.act <> 'give' or o.ends_at < upto
             or exists (select from public.consent n where n.organisation_id = mine and n.contact_id = o.contact_id
                        and n.id > o.id and n.purpose = o.purpose and n.recorded_at < upto))
        order by o.id limit most);
    get diagnostics n = row_count; gone := gone + n;
    delete from public.consent_receipt c where c.organisation_id = mine and c.id in (
        select r.id from public.consent_receipt r where r.organisation_id = mine and r.id < upto_id
        and r.contact_id <> all(held) and not exists (select from public.consent k
            where k.organisation_id = mine and k.id = any(r.consent_ids))
        order by r.id limit most);
    get diagnostics n = row_count; gone := gone + n;
    delete from public.opt_out o where o.organisation_id = mine and o.at < upto and o.ended_at < upto
        and o.contact_id <> all(held);
    get diagnostics n = row_count; gone := gone + n;
    delete from public.doubt d where d.organisation_id = mine and d.ended_at < upto and d.contact_id <> all(held);
    get diagnostics n = row_count; gone := gone + n;
    select coalesce(array_agg(r.id), '{}') into old from (
        select q.id from public.request q where q.organisation_id = mine and q.id < upto_id and q.ended_at < upto
        and q.contact_id <> all(held) order by q.id limit most) r;
    delete from public.request_step s where s.organisation_id = mine and s.request_id = any(old);
    delete from public.receipt s where s.organisation_id = mine and s.request_id = any(old);
    delete from public.telling s where s.organisation_id = mine and s.request_id = any(old);
    delete from public.request s where s.organisation_id = mine and s.id = any(old);
    get diagnostics n = row_count; gone := gone + n;
    delete from public.legal_hold h where h.organisation_id = mine
        and least(coalesce(h.released_at, h.ends_at), h.ends_at) < upto;
    get diagnostics n = row_count;
    return gone + n;
end
$$;
grant create on schema public to indokona_keeper;
alter function forget_proofs(timestamptz, uuid[], integer) owner to indokona_keeper;
revoke create on schema public from indokona_keeper;
revoke all on function forget_proofs(timestamptz, uuid[], integer) from public;
grant execute on function forget_proofs(timestamptz, uuid[], integer) to indokona_app;

-- Statistics of tables that grew since they were last looked at. A fresh table has none, and without
-- them every index that begins with the organisation looks equally good: a join then reads all of an
-- organisation's rows for each of its rows. Autovacuum would come a minute later, and only for the big.
-- Coarse and rare, by one worker at a time: what grows from nothing to a million in a minute must
-- not be planned as empty. The server's own analysis refines it.
create function refresh_statistics() returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
set default_statistics_target = 10
as $$
declare grown record; made integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('refresh_statistics')) then
        return 0;
    end if;
    for grown in select s.relid::regclass as name from pg_stat_user_tables s
                 where s.schemaname = 'public' and s.n_mod_since_analyze > greatest(200, s.n_live_tup / 2) loop
        execute format('analyze %s', grown.name);
        made := made + 1;
    end loop;
    return made;
end
$$;
revoke all on function refresh_statistics() from public;
grant execute on function refresh_statistics() to indokona_app;
select make_partitions(now() + interval '3 months');

-- What the loops of a worker have to do: asked twenty times a second by each, so that the plans must
-- be kept, and a function keeps them without a prepared statement. The scout's rights, not more.
create function what_waits(readers text[]) returns text[]
language plpgsql stable set search_path = pg_catalog, public, pg_temp
as $$
declare
    waits text[] := '{}'; reader text; at_xid xid8; at_id uuid;
begin
    if exists (
        select from (select organisation_id, number_id from chunk
                     where state = 'ready' and (due_at <= now() or due_at > now() + interval '1 hour')
                     union all select organisation_id, number_id from slice) w
        left join lane l on l.organisation_id = w.organisation_id and l.number_id = w.number_id
        where (l.until is null or l.until not between now() and now() + interval '5 minutes')
        and (l.held_until is null or l.held_until not between now() and now() + interval '5 minutes')
    ) then waits := waits || text 'dispatch'; end if;
    if exists (select from intake_block where handed_at is null and kind = 0)
        then waits := waits || text 'messages'; end if;
    if exists (select from intake_block where handed_at is null and kind = 1)
        then waits := waits || text 'statuses'; end if;
    if exists (
        select from mail_out where sent_at is null and failed is null and due_at <= now()
        and (claimed_at is null or claimed_at < now() - interval '2 minutes')
    ) then waits := waits || text 'mail'; end if;
    if exists (
        select from media_file where state = 'waiting' and due_at <= now()
        and (claimed_at is null or claimed_at < now() - interval '5 minutes')
    ) then waits := waits || text 'media'; end if;
    foreach reader in array readers loop
        select xid, id into at_xid, at_id from event_cursor where handler = reader;
        if exists (
            select from event
            where (xid, id) > (coalesce(at_xid, '0'), coalesce(at_id, '00000000-0000-0000-0000-000000000000'))
            and xid < pg_snapshot_xmin(pg_current_snapshot())
        ) then waits := waits || ('events ' || reader); end if;
    end loop;
    return waits;
end
$$;
revoke all on function what_waits(text[]) from public;
grant execute on function what_waits(text[]) to indokona_scout;

-- Each start compares it with its own migrations.
grant select on alembic_version to indokona_app;

-- Probes look every night. At the first start nothing can be wrong yet; who never looks is told of later.
insert into probe_result (name, ok, at) values ('retention_ran', 1, now()), ('audit_is_as_written', 1, now());

-- Those that live and restore begin a while after the first start. Until then they are awaited, which is
-- neither good nor bad news; who is still awaited after their time is told of.
insert into probe (id, kind, started_at, ended_at, why, faults, counts)
select gen_random_uuid(), kind, now(), now(), 'awaited', '{}', '{}' from unnest(array['canary', 'egress', 'restore']) kind;
insert into probe_turn (kind, due_at)
values ('canary', now() + interval '1 hour'), ('egress', now() + interval '1 hour'), ('restore', now() + interval '3 hours');
