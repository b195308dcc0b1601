/** The parts of a template in Meta's own form, as far as they are shown. */
export type Button = { type: string; text?: string; url?: string; phone_number?: string };
export type Part = {
  type: string;
  format?: string;
  text?: string;
  buttons?: Button[];
  add_security_recommendation?: boolean;
  code_expiration_minutes?: number;
  example?: {
    header_text?: string[];
    header_text_named_params?: { param_name: string; example: string }[];
    body_text?: string[][];
    body_text_named_params?: { param_name: string; example: string }[];
  };
};
export type Shape = { category?: string; parameter_format?: string; components?: Part[] };
export type Variable = { key: string; name: string; where: 'header' | 'body' | 'button' };

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

export const partOf = (shape: Shape, type: string) =>
  shape.components?.find((part) => part.type.toUpperCase() === type);

const isNamed = (shape: Shape) => shape.parameter_format?.toUpperCase() === 'NAMED';
const headerKey = (shape: Shape, name: string) => (isNamed(shape) ? name : `header.${name}`);
const namesIn = (text = '') => [...new Set([...text.matchAll(VARIABLE)].map((one) => one[1]!))];

/** Every place to fill, with the key that the API wants for it. */
export function variablesOf(shape: Shape): Variable[] {
  if (shape.category?.toUpperCase() === 'AUTHENTICATION')
    return [{ key: 'code', name: 'code', where: 'body' }];
  const header = namesIn(partOf(shape, 'HEADER')?.text).map((name): Variable => ({
    key: headerKey(shape, name),
    name,
    where: 'header',
  }));
  const body = namesIn(partOf(shape, 'BODY')?.text).map((name): Variable => ({
    key: name,
    name,
    where: 'body',
  }));
  const buttons = (partOf(shape, 'BUTTONS')?.buttons ?? []).flatMap(({ url, text }, at) =>
    namesIn(url).map((): Variable => ({ key: `button.${at}`, name: text ?? '', where: 'button' })),
  );
  return [...header, ...body, ...buttons];
}

export type Values = Record<string, string | undefined>;

/** A text with its gaps filled; a gap without a value stays visible. */
export const fill = (text: string, values: Values, keyOf = (name: string) => name) =>
  text.replace(VARIABLE, (gap, name: string) => values[keyOf(name)] || gap);

export const fillHeader = (shape: Shape, text: string, values: Values) =>
  fill(text, values, (name) => headerKey(shape, name));

/** What Meta's reviewers read in the gaps. */
export function samplesOf(shape: Shape): Values {
  const [header, body] = [partOf(shape, 'HEADER')?.example, partOf(shape, 'BODY')?.example];
  const named = [
    ...(header?.header_text_named_params ?? []),
    ...(body?.body_text_named_params ?? []),
  ].map(({ param_name, example }) => [param_name, example]);
  const heads = (header?.header_text ?? []).map((word, at) => [`header.${at + 1}`, word]);
  const words = (body?.body_text?.[0] ?? []).map((word, at) => [String(at + 1), word]);
  return Object.fromEntries([...heads, ...words, ...named]) as Values;
}
