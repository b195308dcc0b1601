import { Text } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type Props = Pick<LinkProps, 'to' | 'params'> & {
  sign: ReactNode;
  title: ReactNode;
  words: ReactNode;
  oneLine?: boolean;
  children?: ReactNode;
};

/** The part of a row that opens what it is about: a sign, the name, a line below it. */
export function RowLink({ to, params, sign, title, words, oneLine, children }: Props) {
  return (
    <Link to={to} params={params} className="rowlink">
      {sign}
      <span className="grow">
        <Text fw={600} component="span" display="block" truncate>
          {title}
        </Text>
        <Text size="sm" c="dimmed" component="span" display="block" truncate={oneLine}>
          {words}
        </Text>
      </span>
      {children}
    </Link>
  );
}
