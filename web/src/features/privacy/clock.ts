import type { TFunction } from 'i18next';
import type { RequestOut } from '@/api';
import { day } from '@/lib/format';

/** How long there is still to answer, or when it was answered. */
export function clockOf(one: RequestOut, t: TFunction): string {
  if (one.held_until) return t('privacy.held', { day: day(one.held_until) });
  if (one.ended_at)
    return t(one.is_late ? 'privacy.ended_late' : 'privacy.ended', { day: day(one.ended_at) });
  const left = one.days_left ?? 0;
  return left < 0
    ? t('privacy.late', { count: -left })
    : t('privacy.left', { count: left, day: day(one.due_at) });
}
