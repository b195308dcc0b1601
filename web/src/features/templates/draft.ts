import { gapsIn, partOf, type Button, type Shape } from '@/lib/template';

export type HeaderKind = 'none' | 'text' | 'image' | 'video' | 'document';
export type ButtonDraft = {
  type: 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER';
  text: string;
  to: string;
};
/** A template as the form holds it. */
export type Draft = {
  name: string;
  language: string;
  category: string;
  headerKind: HeaderKind;
  header: string;
  handle: string;
  mediaId: string | null;
  body: string;
  footer: string;
  buttons: ButtonDraft[];
  samples: Record<string, string>;
};

export const EMPTY: Draft = {
  name: '',
  language: 'en',
  category: 'MARKETING',
  headerKind: 'none',
  header: '',
  handle: '',
  mediaId: null,
  body: '',
  footer: '',
  buttons: [],
  samples: {},
};

const CODE = [
  { type: 'BODY', add_security_recommendation: true },
  { type: 'FOOTER', code_expiration_minutes: 10 },
  { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
];

/** The draft in Meta's own form. */
export function shapeOf(draft: Draft): Shape {
  const { name, language, category } = draft;
  const components = category === 'AUTHENTICATION' ? CODE : parts(draft);
  return { name, language, category, parameter_format: 'NAMED', components };
}

function parts({ headerKind, header, handle, body, footer, buttons, samples }: Draft) {
  const named = (text: string) =>
    gapsIn(text).map((name) => ({ param_name: name, example: samples[name] ?? '' }));
  const found: object[] = [];
  if (headerKind === 'text')
    found.push({
      type: 'HEADER',
      format: 'TEXT',
      text: header,
      ...(gapsIn(header).length ? { example: { header_text_named_params: named(header) } } : {}),
    });
  else if (headerKind !== 'none')
    found.push({
      type: 'HEADER',
      format: headerKind.toUpperCase(),
      ...(handle ? { example: { header_handle: [handle] } } : {}),
    });
  found.push({
    type: 'BODY',
    text: body,
    ...(gapsIn(body).length ? { example: { body_text_named_params: named(body) } } : {}),
  });
  if (footer) found.push({ type: 'FOOTER', text: footer });
  if (buttons.length) found.push({ type: 'BUTTONS', buttons: buttons.map(buttonOf) });
  return found as Shape['components'];
}

function buttonOf({ type, text, to }: ButtonDraft): Button {
  if (type === 'URL')
    return {
      type,
      text,
      url: to,
      ...(to.includes('{{') ? { example: [to.replace(/\{\{.*?\}\}/, 'sample')] } : {}),
    };
  return type === 'PHONE_NUMBER' ? { type, text, phone_number: to } : { type, text };
}

type Sample = { param_name: string; example: string };

/** A template that exists, for the form. */
export function draftOf(shape: Shape): Draft {
  const header = partOf(shape, 'HEADER');
  const body = partOf(shape, 'BODY');
  const samples = [
    ...((header?.example?.header_text_named_params ?? []) as Sample[]),
    ...((body?.example?.body_text_named_params ?? []) as Sample[]),
  ];
  return {
    ...EMPTY,
    name: shape.name ?? '',
    language: shape.language ?? 'en',
    category: (shape.category ?? 'MARKETING').toUpperCase(),
    headerKind: (header?.format?.toLowerCase() ?? 'none') as HeaderKind,
    header: header?.text ?? '',
    handle: ((header?.example?.header_handle ?? []) as string[])[0] ?? '',
    body: body?.text ?? '',
    footer: partOf(shape, 'FOOTER')?.text ?? '',
    buttons: (partOf(shape, 'BUTTONS')?.buttons ?? []).map(({ type, text, url, phone_number }) => ({
      type: type as ButtonDraft['type'],
      text: text ?? '',
      to: url ?? phone_number ?? '',
    })),
    samples: Object.fromEntries(samples.map(({ param_name, example }) => [param_name, example])),
  };
}

export const gapsOfDraft = ({ header, headerKind, body }: Draft) => [
  ...new Set([...(headerKind === 'text' ? gapsIn(header) : []), ...gapsIn(body)]),
];
