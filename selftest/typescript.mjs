// Enables TypeScript on Node 20, for what is imported after it. A file of its own, because it is loaded on demand: it takes a second.
import 'jiti/register';
