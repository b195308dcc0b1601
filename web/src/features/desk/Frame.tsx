import { Container, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LanguageChoice } from '@/ui/Choices';
import { Logo } from '@/ui/Logo';
import { useTitle } from '@/ui/Page';

type Props = { title: string; lead?: ReactNode; children: ReactNode };

/** A page for people who have no account here. */
export function Frame({ title, lead, children }: Props) {
  useTitle(title);
  return (
    <Container component="main" size="xs" py="xl">
      <Group justify="space-between" mb="xl">
        <Link to="/" style={{ color: 'inherit', textDecoration: 'none' }} aria-label="INDOKONA">
          <Logo />
        </Link>
        <LanguageChoice />
      </Group>
      <Title order={1} mb={6} style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Title>
      {lead && (
        <Text c="dimmed" mb="lg">
          {lead}
        </Text>
      )}
      {children}
    </Container>
  );
}
