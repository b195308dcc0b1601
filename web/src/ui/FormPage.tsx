import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTitle } from '@/ui/Page';

type Props = { title: string; lead?: ReactNode; children: ReactNode };

/** A short page with one form. */
export function FormPage({ title, lead, children }: Props) {
  useTitle(title);
  return (
    <>
      <Title order={1} mb={6} style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Title>
      {lead && (
        <Text c="dimmed" mb="lg">
          {lead}
        </Text>
      )}
      {children}
    </>
  );
}
