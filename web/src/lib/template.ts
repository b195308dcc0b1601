/** A template in Meta's own form, as far as the pages read it. */
export type Button = {
  type: string;
  text?: string;
  url?: string;
  phone_number?: string;
  example?: string[];
};
export type Part = {
  type: string;
  format?: string;
  text?: string;
  buttons?: Button[];
  example?: Record<string, unknown>;
};
export type Shape = {
  name?: string;
  language?: string;
  category?: string;
  parameter_format?: string;
  components?: Part[];
};

const GAP = /\{\{\s*([^{}]*?)\s*\}\}/g;

export const gapsIn = (text: string | undefined) => [
  ...new Set([...(text ?? '').matchAll(GAP)].map(([, name]) => name!)),
];

export const partOf = (shape: Shape, type: string) =>
  shape.components?.find((part) => part.type.toUpperCase() === type);

const isNamed = (shape: Shape) => shape.parameter_format?.toUpperCase() === 'NAMED';

/** Every gap with the key under which a send names its value. */
export function gapsOf(shape: Shape): { key: string; name: string }[] {
  const before = isNamed(shape) ? '' : 'header.';
  const header = gapsIn(partOf(shape, 'HEADER')?.text).map((name) => ({
    key: before + name,
    name,
  }));
  const body = gapsIn(partOf(shape, 'BODY')?.text).map((name) => ({ key: name, name }));
  const buttons = (partOf(shape, 'BUTTONS')?.buttons ?? []).flatMap(({ url, text }, at) =>
    gapsIn(url).length ? [{ key: `button.${at}`, name: text ?? `${at + 1}` }] : [],
  );
  return [...header, ...body, ...buttons];
}

/** What a person sees; a gap without a value stays visible. */
export function rendered(shape: Shape, values: Record<string, string>) {
  const fill = (text: string | undefined, before = '') =>
    text?.replace(GAP, (gap, name: string) => values[before + name] || gap) ?? null;
  return {
    header: fill(partOf(shape, 'HEADER')?.text, isNamed(shape) ? '' : 'header.'),
    body: fill(partOf(shape, 'BODY')?.text) ?? '',
    footer: partOf(shape, 'FOOTER')?.text ?? null,
    buttons: (partOf(shape, 'BUTTONS')?.buttons ?? []).map(({ text, url }) => ({
      text: text ?? '',
      url,
    })),
  };
}
