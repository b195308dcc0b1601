import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, problemOf, wordsOf } from './problem';

type Values = Record<string, unknown>;

/**
 * Send a form. What was typed stays, whatever the answer: a refusal goes beside the fields it is
 * about, and above the form if it is about none of them.
 */
export function useSend<V extends Values>(
  form: UseFormReturnType<V>,
  send: (values: V) => Promise<unknown>,
) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);

  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setTrouble(null);
    try {
      await send(values);
    } catch (error) {
      const problem = problemOf(error);
      const fields = Object.entries(fieldsOf(problem, t)).filter(([name]) => name in values);
      form.setErrors(Object.fromEntries(fields));
      setTrouble(fields.length ? null : wordsOf(problem, t));
      const first = fields[0]?.[0];
      if (first) form.getInputNode(first)?.focus();
    } finally {
      setBusy(false);
    }
  });
  return { submit, busy, trouble };
}
