import { Stack } from '@mantine/core';
import { useMay } from '@/lib/may';
import { JoinPages } from './JoinPages';
import { Terms } from './Terms';
import { Words } from './Words';

/** The organisation's choices about consent: pages to agree on, how long a yes lives, the chat's words. */
export function Consent() {
  const may = useMay();
  return (
    <Stack gap="xl">
      <JoinPages may={may('consent.write')} />
      <Terms may={may('organisation.write')} />
      <Words />
    </Stack>
  );
}
