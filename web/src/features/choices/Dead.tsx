import { Link2Off } from 'lucide-react';
import { Empty } from '@/ui/Empty';

/** A link that is not, or no longer, valid: it says what to do, and nothing of anybody. */
export const Dead = ({ title, words }: { title: string; words: string }) => (
  <Empty top icon={Link2Off} title={title} words={words} />
);
