import type { UseFormReturnType } from '@mantine/form';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Once, useOnce } from './once';
import { fieldsOf, problemOf, wordsOf } from './problem';
import { useUnsaved } from './unsaved';

type Values = Record<string, unknown>;
/** `once`: headers under which the same values are sent once, however often they are tried. */
export type How = { once: ReturnType<Once['headers']>; overwrite: boolean };
type Options = {
  /** What stands in the form is not worth a question before one leaves. */
  isSlight?: boolean;
};

/**
 * Send a form. What was typed stays, whatever the answer: a refusal goes beside the fields it is
 * about, and above the form if it is about none of them. Leaving before it is sent asks first.
 */
export function useSend<V extends Values>(
  form: UseFormReturnType<V>,
  send: (values: V, how: How) => Promise<unknown>,
  { isSlight = false }: Options = {},
) {
  const { t } = useTranslation();
  const once = useOnce();
  const underWay = useRef(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isOutdated, setOutdated] = useState(false);
  useUnsaved(!isSlight && !busy && form.isDirty());

  async function go(values: V, overwrite: boolean) {
    if (underWay.current) return; // a second click, before the button could be locked
    underWay.current = true;
    setBusy(true);
    setTrouble(null);
    setOutdated(false);
    try {
      await send(values, { once: once.headers(values), overwrite });
      once.done(values);
      form.resetDirty();
    } catch (error) {
      const problem = problemOf(error);
      const fields = Object.entries(fieldsOf(problem, t)).filter(([name]) => name in values);
      form.setErrors(Object.fromEntries(fields));
      setOutdated(problem.code.endsWith('.changed'));
      setTrouble(fields.length ? null : wordsOf(problem, t));
      const first = fields[0]?.[0];
      if (first) form.getInputNode(first)?.focus();
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  }
  return {
    submit: (event: FormEvent<HTMLFormElement>) =>
      form.onSubmit((values) => void go(values, false))(event),
    busy,
    trouble,
    /** Somebody changed the same thing meanwhile: `overwrite` keeps what stands here. */
    isOutdated,
    overwrite: () => void go(form.getValues(), true),
  };
}
