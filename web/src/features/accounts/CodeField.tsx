import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { codeOf } from './flow';

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
