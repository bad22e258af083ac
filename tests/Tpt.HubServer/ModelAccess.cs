namespace Tpt.HubServer;

/// <summary>Who may read a model.</summary>
internal enum ModelAccess
{
    /// <summary>Everyone.</summary>
    Open,

    /// <summary>Everyone sees that it is there; its files are for those who accepted its licence.</summary>
    Gated,

    /// <summary>To all but its readers it is as if it were not there.</summary>
    Private,
}
