import type { CampaignOut, ContactOut, Source } from '@/api';
import type { Shape, Values, Variable } from '@/lib/template';
import { variablesOf } from '@/lib/template';

export type Mapping = Record<string, Source>;
export type Plan = {
  name: string;
  number_id: string;
  segment_id: string;
  template_id: string;
  mapping: Mapping;
};
export const NO_PLAN: Plan = {
  name: '',
  number_id: '',
  segment_id: '',
  template_id: '',
  mapping: {},
};

export const planOf = (one: CampaignOut): Plan => ({
  name: one.name,
  number_id: one.number_id,
  segment_id: one.segment_id,
  template_id: one.template_id,
  mapping: one.mapping as Mapping,
});

/** A first source for a gap: its own name says what belongs there more often than not. */
function guess({ name }: Variable, fields: string[]): Source {
  const bare = name.toLowerCase();
  if (/^(first_?name|name|1)$/.test(bare)) return { from: 'first_name', fallback: '' };
  const field = fields.find((one) => one.toLowerCase() === bare.replaceAll('_', ' '));
  return field ? { from: 'attribute', attribute: field, fallback: '' } : { from: 'text', text: '' };
}

/** A source for every gap of a template; what was chosen before stays. */
export const mappingFor = (shape: Shape, was: Mapping, fields: string[]): Mapping =>
  Object.fromEntries(
    variablesOf(shape).map((one) => [one.key, was[one.key] ?? guess(one, fields)]),
  );

/** What stands in a gap for one person: the source, else the fallback, else a dash, as the API does. */
export function valueOf(source: Source, person: ContactOut | undefined): string {
  const name = person?.name?.trim();
  const found = {
    text: source.text,
    name,
    first_name: name?.split(/\s+/)[0],
    attribute: source.attribute && person?.attributes[source.attribute],
  }[source.from ?? 'text'];
  return found || source.fallback || '-';
}

export const valuesFor = (mapping: Mapping, person: ContactOut | undefined): Values =>
  Object.fromEntries(Object.entries(mapping).map(([key, one]) => [key, valueOf(one, person)]));

/** Gaps that would be a dash for somebody: a fixed text left empty, or no fallback. */
export const gapsIn = (mapping: Mapping) =>
  Object.entries(mapping)
    .filter(([, { from, text, fallback }]) => (from === 'text' ? !text?.trim() : !fallback?.trim()))
    .map(([key]) => key);
