import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** The digits of whatever was typed or pasted: a whole mail line gives its code. */
function codeOf(text: string): string {
  return /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? text.replace(/\D/g, '').slice(0, 6);
}

type Props = {
  label: string;
  value?: string;
  error?: ReactNode;
  onChange?: (value: string) => void;
};

/** Six digits, typed or pasted with whatever stands around them. */
export function CodeField({ onChange, ...rest }: Props) {
  return (
    <TextInput
      className="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      required
      placeholder="······"
      onChange={(event) => onChange?.(codeOf(event.currentTarget.value))}
      {...rest}
    />
  );
}
