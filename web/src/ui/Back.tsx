import { Anchor, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';

/** The way up from a page below another; on a phone the only one beside the browser's own. */
export function Back({ to, params, label }: { to: string; params?: object; label: string }) {
  return (
    <Anchor component={Link} to={to} params={params as never} underline="hover" w="fit-content">
      <Group gap={6}>
        <ArrowLeft size={17} aria-hidden />
        {label}
      </Group>
    </Anchor>
  );
}
