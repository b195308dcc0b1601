import { Text } from '@mantine/core';
import { UsersRound } from 'lucide-react';
import './facts.css';

/** How many people something is about, counted while somebody chooses. */
export function PeopleCount({ words }: { words: string }) {
  return (
    <div className="live-count" role="status">
      <UsersRound size={22} aria-hidden />
      <Text fw={600} size="lg">
        {words}
      </Text>
    </div>
  );
}
