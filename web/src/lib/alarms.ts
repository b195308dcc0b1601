import { useTranslation } from 'react-i18next';
import type { AlarmOut } from '@/api';
import { useActs } from './acts';
import { seen } from './bidi';

/** What happened, in one sentence. */
export function useAlarmWords(): (one: AlarmOut) => string {
  const { t } = useTranslation();
  const { wordsOf } = useActs();
  return (one) =>
    t(`alarms.${one.kind}`, {
      who:
        seen(one.actor_name) ??
        t(`audit.actor.${one.actor_kind}`, { defaultValue: t('audit.actor.other') }),
      name: seen(one.subject_name) ?? t('audit.somebody'),
      act: wordsOf(one.act),
      count: one.count,
      defaultValue: one.kind,
    });
}
