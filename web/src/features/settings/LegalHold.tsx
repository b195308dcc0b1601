import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type LegalHoldOut, releaseLegalHold } from '@/api';
import { listLegalHoldsQueryKey } from '@/api/@tanstack/react-query.gen';
import { seen } from '@/lib/bidi';
import { day } from '@/lib/format';
import { Confirm } from '@/ui/Confirm';
import { State } from '@/ui/State';

/** One hold: whose data, which, why, on what ground, and how long. */
export function LegalHold({ one, may }: { one: LegalHoldOut; may: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const whose = one.contact_id ? (seen(one.name) ?? t('contacts.nameless')) : t('legal.everybody');
  const classes = one.classes.length
    ? one.classes.map((name) => t(`privacy.class.${name}`, { defaultValue: name })).join(', ')
    : t('legal.all_classes');
  const ended = one.released_at ?? one.ends_at;
  return (
    <div className="row" style={{ flexWrap: 'wrap', alignItems: 'flex-start' }}>
      <div className="grow" style={{ flexBasis: 220 }}>
        <Text fw={600}>
          {whose} · {classes}
        </Text>
        <Text size="sm" dir="auto">
          {one.reason}
        </Text>
        <Text size="sm" c="dimmed" dir="auto">
          {one.source}
        </Text>
        <Text size="sm" c="dimmed">
          {one.stands
            ? t('legal.until', { day: day(one.ends_at), since: day(one.made_at) })
            : t(one.released_at ? 'legal.lifted' : 'legal.over', { day: day(ended) })}
        </Text>
      </div>
      <State of={one.stands ? 'held' : 'ended'} />
      {may && one.stands && (
        <Confirm
          label={t('legal.lift')}
          title={t('legal.lift_title', { whose })}
          words={t('legal.lift_why')}
          act={() => releaseLegalHold({ path: { hold_id: one.id }, throwOnError: true })}
          after={() => queries.invalidateQueries({ queryKey: listLegalHoldsQueryKey() })}
          spoken={`${t('legal.lift')}: ${whose}`}
          button={{ size: 'compact-sm' }}
        />
      )}
    </div>
  );
}
