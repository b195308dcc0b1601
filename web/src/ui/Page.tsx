import { Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

type Props = {
  title: string;
  lead?: string;
  /** The way up, above the heading. */
  back?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
};

/** One page of the app: a heading, what it is for, and at most one main action. */
export function Page({ title, lead, back, action, children }: Props) {
  useTitle(title);
  return (
    <Stack gap="lg" maw={980} mx="auto" w="100%">
      {back}
      <Group justify="space-between" align="flex-start" gap="md">
        <div style={{ flex: '1 1 260px' }}>
          <Title order={1}>{title}</Title>
          {lead && (
            <Text c="dimmed" mt={4} maw={620}>
              {lead}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {children}
    </Stack>
  );
}

export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · INDOKONA`;
  }, [title]);
}
