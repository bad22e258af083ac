Console.WriteLine("A hub on this machine.");
