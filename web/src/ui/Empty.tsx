import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = {
  icon: LucideIcon;
  title: string;
  words: string;
  top?: boolean;
  children?: ReactNode;
};

/** Nothing here yet: says what will be here and how it comes. */
export function Empty({ icon: Icon, title, words, top, children }: Props) {
  return (
    <Stack className="surface" align="center" gap="sm" px="lg" py={56} ta="center">
      <ThemeIcon size={64} radius={64} variant="light" aria-hidden>
        <Icon size={30} />
      </ThemeIcon>
      <Title order={top ? 1 : 2}>{title}</Title>
      <Text c="dimmed" maw={460}>
        {words}
      </Text>
      {children}
    </Stack>
  );
}
