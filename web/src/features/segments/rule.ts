import type { TFunction } from 'i18next';
import type { Condition, SegmentRule } from '@/api';
import { country, language } from '@/lib/format';

export const NO_RULE = {
  tags: [] as string[],
  without_tags: [] as string[],
  markets: [] as string[],
  languages: [] as string[],
  conditions: [] as Condition[],
};
export type Rule = typeof NO_RULE;

export const ruleOf = (saved: unknown): Rule => ({ ...NO_RULE, ...(saved as SegmentRule) });

/** A selection as a person would say it. */
export function inWords(saved: unknown, t: TFunction): string {
  const rule = ruleOf(saved);
  const parts = [
    rule.tags.length && t('segments.say.tags', { names: rule.tags.join(', ') }),
    rule.without_tags.length && t('segments.say.without', { names: rule.without_tags.join(', ') }),
    rule.markets.length &&
      t('segments.say.markets', { names: rule.markets.map(country).join(', ') }),
    rule.languages.length &&
      t('segments.say.languages', { names: rule.languages.map(language).join(', ') }),
    ...rule.conditions.map(
      ({ attribute, operator, value }) =>
        `${attribute} ${t(`segments.operator.${operator}`)} ${value}`,
    ),
  ];
  return parts.filter(Boolean).join(' · ') || t('segments.everybody');
}
