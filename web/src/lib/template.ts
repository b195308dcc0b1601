/** The parts of a template in Meta's own form, as far as the pages read them. */
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
  code_expiration_minutes?: number;
  example?: Record<string, unknown>;
};
export type Shape = {
  name?: string;
  language?: string;
  category?: string;
  parameter_format?: string;
  components?: Part[];
};
export type Variable = { key: string; name: string; where: 'header' | 'body' | 'button' };
export type Values = Record<string, string | undefined>;

const GAP = /\{\{\s*([^{}]*?)\s*\}\}/g;

export const gapsIn = (text: string | undefined) => [
  ...new Set([...(text ?? '').matchAll(GAP)].map(([, name]) => name!)),
];

export const partOf = (shape: Shape, type: string) =>
  shape.components?.find((part) => part.type.toUpperCase() === type);

export const isCode = ({ category }: Shape) => category?.toUpperCase() === 'AUTHENTICATION';

const headerPrefix = (shape: Shape) =>
  shape.parameter_format?.toUpperCase() === 'NAMED' ? '' : 'header.';

/** Every place to fill, with the key under which a send names its value. */
export function variablesOf(shape: Shape): Variable[] {
  if (isCode(shape)) return [{ key: 'code', name: 'code', where: 'body' }];
  const header = gapsIn(partOf(shape, 'HEADER')?.text).map((name): Variable => ({
    key: headerPrefix(shape) + name,
    name,
    where: 'header',
  }));
  const body = gapsIn(partOf(shape, 'BODY')?.text).map((name): Variable => ({
    key: name,
    name,
    where: 'body',
  }));
  const buttons = (partOf(shape, 'BUTTONS')?.buttons ?? []).flatMap(({ url, text }, at) =>
    gapsIn(url).map((): Variable => ({
      key: `button.${at}`,
      name: text ?? `${at + 1}`,
      where: 'button',
    })),
  );
  return [...header, ...body, ...buttons];
}

/** What a person sees; a gap without a value stays visible. */
export function rendered(shape: Shape, values: Values) {
  const fill = (text: string | undefined, prefix = '') =>
    text?.replace(GAP, (gap, name: string) => values[prefix + name] || gap);
  return {
    header: fill(partOf(shape, 'HEADER')?.text, headerPrefix(shape)),
    body: fill(partOf(shape, 'BODY')?.text),
    footer: partOf(shape, 'FOOTER')?.text,
    buttons: partOf(shape, 'BUTTONS')?.buttons ?? [],
  };
}
